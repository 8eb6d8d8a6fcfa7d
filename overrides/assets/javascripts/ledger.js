/*
 * What a page does beyond being read: tooltips of figures, filters of the timeline, sorting of tables; a search that
 * listens to whatever is put into it.
 * Without it everything is still there. It writes no HTML, stores nothing, and asks for nothing but this
 * site's own entries of the search, when a reader turns to its box.
 */
"use strict";

(() => {
  const WORDS = {
    zh: { fact: "查看这一行", source: "查看文件", mark: "查看勘误", sort: "排序：" },
    en: { fact: "Open its line", source: "Open the document", mark: "Open the correction", sort: "Sort by " },
  };
  const words = WORDS[document.documentElement.lang.slice(0, 2)] ?? WORDS.en;

  const make = (tag, name, ...children) => {
    const element = document.createElement(tag);
    element.className = name;
    element.append(...children);
    return element;
  };

  /*
   * Tooltips. A title says line by line: kind and value, metric and period, document and place, …; below a line that
   * ends with a colon stands a list. One element shows them all. While a link has it, its title is taken away, so
   * that the browser does not show it as well.
   */
  const LINKS = "a.fact, a.source, a.mark";
  const PART = " · ";
  const EDGE = 8; // px that stay free around the tooltip
  const PAUSE = 100; // ms that the pointer rests before it appears
  const PATIENCE = 250; // ms in which the pointer may cross over to it

  /** A title is an attribute in HTML and a child in a drawing. */
  const titleOf = (element) => element.title ?? element.querySelector("title")?.textContent;
  const entitle = (element, text) => {
    if (element instanceof SVGElement) element.querySelector("title").textContent = text;
    else if (text) element.title = text;
    else element.removeAttribute("title");
  };

  const tip = make("div", "tip");
  tip.id = "ledger-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;

  let link = null; // whose title is taken
  let title = "";
  let pressed = null; // where the pointer met the link, which may run over two lines
  let touched = false; // whether the last press was by finger or pen
  let timer = 0;

  const fill = () => {
    const [head, ...lines] = title.split("\n");
    const kind = /\bfact--(\w+)/.exec(link.getAttribute("class"))?.[1];
    const [label, ...value] = head.split(PART);
    tip.replaceChildren(
      kind
        ? make("p", "tip__head", make("span", `kind kind--${kind}`, label), " ", make("strong", "tip__value", value.join(PART)))
        : make("p", "tip__title", head),
    );
    let list = null;
    for (const line of lines) {
      if (list) {
        const [then, ...rest] = line.split(PART);
        list.append(make("li", "", make("span", "tip__then", then), " ", make("span", "", rest.join(PART))));
      } else if (/[:：]$/.test(line)) {
        list = make("ul", "tip__earlier");
        tip.append(make("p", "tip__label", line), list);
      } else tip.append(make("p", "", line));
    }
    if (touched) {
      const open = make("a", "tip__open", `${words[link.classList[0]]} →`);
      open.href = link.getAttribute("href");
      tip.append(open);
    }
  };

  /** Below the link or, where there is more room, above it; always inside what is seen of the page. */
  const place = () => {
    if (tip.hidden) return;
    const { offsetLeft: x, offsetTop: y, width, height } = window.visualViewport;
    const lines = [...link.getClientRects()];
    const at = lines.find((line) => line.top <= pressed?.clientY && pressed.clientY <= line.bottom) ?? lines[0];
    if (!at) return hide();
    const room = y + height - at.bottom;
    const below = room > tip.offsetHeight + 2 * EDGE || room > at.top - y;
    const left = Math.min(at.left, x + width - tip.offsetWidth - EDGE);
    const top = below ? Math.min(at.bottom + EDGE / 2, y + height - tip.offsetHeight - EDGE) : at.top - tip.offsetHeight - EDGE / 2;
    tip.style.left = `${Math.max(left, x + EDGE)}px`;
    tip.style.top = `${Math.max(top, y + EDGE)}px`;
  };

  const hide = () => {
    clearTimeout(timer);
    tip.hidden = true;
    link?.removeAttribute("aria-describedby");
  };

  /** Hide it and give the link its title back. */
  const leave = () => {
    hide();
    if (link) entitle(link, title);
    link = null;
  };

  const show = (next, event) => {
    leave();
    [link, title, pressed] = [next, titleOf(next), event];
    entitle(link, "");
    fill();
    tip.hidden = false;
    link.setAttribute("aria-describedby", tip.id);
    place();
  };

  const later = (act, wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  const linkOf = (event) => event.target.closest?.(LINKS);
  const inTip = (event) => tip.contains(event.target);

  const tooltips = () => {
    document.body.append(tip);
    const on = (name, act) => document.addEventListener(name, act, true);
    on("pointerover", (event) => {
      if (event.pointerType === "touch") return;
      const found = linkOf(event);
      if (inTip(event) || (found && found === link)) clearTimeout(timer);
      else if (found && titleOf(found)) later(() => show(found, event), PAUSE);
    });
    on("pointerout", (event) => {
      if (event.pointerType === "touch" || !(inTip(event) || linkOf(event))) return;
      clearTimeout(timer);
      // What the keyboard has reached stays until the keyboard leaves it.
      if (!link || link !== document.activeElement) later(leave, PATIENCE);
    });
    on("focusin", (event) => {
      // A tap focuses a link before it clicks it.
      const found = linkOf(event);
      if (!touched && found && titleOf(found) && event.target.matches(":focus-visible")) show(event.target);
    });
    on("focusout", (event) => {
      if (event.target === link && !tip.contains(event.relatedTarget)) leave();
    });
    on("pointerdown", (event) => {
      touched = event.pointerType !== "mouse";
      if (!inTip(event) && linkOf(event) !== link) leave();
    });
    on("click", (event) => {
      // The first tap tells, the second one follows the link.
      const found = linkOf(event);
      if (!touched || !found || (found === link ? !tip.hidden : !titleOf(found))) return;
      event.preventDefault();
      show(found, event);
    });
    on("keydown", (event) => {
      touched = false;
      if (event.key === "Escape") hide();
    });
    window.addEventListener("scroll", place, { capture: true, passive: true });
    window.addEventListener("resize", place);
    window.addEventListener("pagehide", leave);
  };

  /*
   * The timeline's filters, by topic and by company at once, kept in the address so that a choice can be linked to.
   * A quarter without events goes with its heading and its line in the table of contents.
   */
  const filter = (form) => {
    const fields = [...form.querySelectorAll("select")];
    const said = form.querySelector("output");
    const groups = [...document.querySelectorAll("ol.events")].map((list) => {
      const heading = list.previousElementSibling;
      // The theme has a table of contents for phones and one for desks.
      const entries = [...document.querySelectorAll(`.md-nav__link[href="#${heading.id}"]`)].map((entry) => entry.closest("li"));
      return { events: [...list.children], parts: [list, heading, ...entries] };
    });
    const is = (ids, wanted) => !wanted || ids.split(" ").includes(wanted);

    const apply = () => {
      let [shown, all] = [0, 0];
      for (const { events, parts } of groups) {
        for (const event of events) {
          event.hidden = !is(event.dataset.topics, form.topic.value) || !is(event.dataset.companies, form.company.value);
        }
        const left = events.filter((event) => !event.hidden).length;
        for (const part of parts) part.hidden = !left;
        shown += left;
        all += events.length;
      }
      said.textContent = (shown ? said.dataset.shown : said.dataset.none).replace("{shown}", shown).replace("{all}", all);
    };
    const choose = () => {
      const address = new URL(location.href);
      for (const { name, value } of fields) {
        if (value) address.searchParams.set(name, value);
        else address.searchParams.delete(name);
      }
      history.replaceState(history.state, "", address);
      apply();
    };

    const asked = new URLSearchParams(location.search);
    for (const field of fields) {
      const option = [...field.options].find(({ value }) => value === asked.get(field.name));
      if (option) option.selected = true;
    }
    form.addEventListener("change", choose);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector("button").addEventListener("click", () => {
      form.reset();
      choose();
    });
    /** Give way to an event that the address asks for and that the filter hides. */
    const reveal = () => {
      const event = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!event?.matches("ol.events > [hidden]")) return;
      form.reset();
      choose();
      event.scrollIntoView();
    };
    window.addEventListener("hashchange", reveal);
    form.hidden = false;
    apply();
    reveal();
  };

  /*
   * A table of more than five lines sorts by any column: from the largest, from the smallest, and back to what it was.
   * The first column sorts by place, since the lines stand in the order of time. Gaps stay last.
   */
  const NEXT = { none: "descending", descending: "ascending", ascending: "none" };

  const sortable = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    if (rows.length <= 5) return;
    heads.forEach((head, column) => {
      const valueOf = (row) => (column ? Number(row.cells[column].dataset.value ?? NaN) : rows.indexOf(row));
      const button = make("button", "sort");
      button.type = "button";
      button.setAttribute("aria-label", words.sort + (head.querySelector("a") ?? head).textContent);
      button.addEventListener("click", () => {
        const order = NEXT[head.getAttribute("aria-sort") ?? "none"];
        for (const each of heads) each.removeAttribute("aria-sort");
        if (order !== "none") head.setAttribute("aria-sort", order);
        const sign = { none: 0, ascending: 1, descending: -1 }[order];
        const gaps = rows.filter((row) => sign && Number.isNaN(valueOf(row)));
        const full = rows.filter((row) => !gaps.includes(row));
        body.append(...full.sort((one, other) => sign && sign * (valueOf(one) - valueOf(other))), ...gaps);
      });
      (head.querySelector(".unit") ?? head).append(" ", button);
    });
  };

  /*
   * The theme's search listens to keys alone: what an input method, a paste or a voice puts into its box has none.
   * Its entries are on their way before the first key; the worker finds them in the browser's cache.
   */
  const box = document.querySelector("input[name=query]");
  const { base } = JSON.parse(document.getElementById("__config").textContent);
  const search = () => box.dispatchEvent(new Event("keyup"));
  box?.addEventListener("input", (event) => event.isComposing || search());
  box?.addEventListener("compositionend", search);
  if (location.protocol !== "file:") box?.addEventListener("focus", () => fetch(new URL("search/entries.json", new URL(base, location))).catch(() => {}), { once: true });

  /* The other language keeps the place and the filter. */
  const twin = document.querySelector("a.language");
  twin?.addEventListener("click", () => {
    const address = new URL(twin.href);
    [address.search, address.hash] = [location.search, location.hash];
    twin.href = address;
  });

  tooltips();
  document.querySelectorAll("form.filters").forEach(filter);
  // The lines of a financial statement have units of their own and an order that says something.
  document.querySelectorAll("table.figures:not(.figures--statement)").forEach(sortable);
})();
