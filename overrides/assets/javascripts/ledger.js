/* Tooltips, a search that listens, links that keep the place. Without it everything is still there. */
"use strict";

(() => {
  const WORDS = {
    zh: { fact: "查看这一行 →", source: "查看文件 →", mark: "查看勘误 →", original: "打开原文 ↗" },
    en: { fact: "Open its line →", source: "Open the document →", mark: "Open the correction →", original: "Open the original ↗" },
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
   * ends with a colon stands a list. While one element shows it, the title is empty: the browser does not show it too.
   */
  const LINKS = "a.fact, a.source, a.mark";
  const PART = " · ";
  const EDGE = 8; // px that stay free around the tooltip
  const PAUSE = 100; // ms that the pointer rests before it appears
  const PATIENCE = 250; // ms in which the pointer may cross over to it

  /** The node that holds a title: an attribute in HTML, a child in a drawing. */
  const titleOf = (element) => element.getAttributeNode("title") ?? element.querySelector("title");

  const tip = make("div", "tip");
  tip.id = "ledger-tip";
  tip.role = "tooltip";
  tip.hidden = true;
  document.body.append(tip);

  let link = null; // whose title is taken
  let title = ""; // its text
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
        list.append(make("li", "", make("span", "tip__then", then), ` ${rest.join(PART)}`));
      } else if (/[:：]$/.test(line)) {
        list = make("ul", "tip__earlier");
        tip.append(make("p", "tip__label", line), list);
      } else tip.append(make("p", "", line));
    }
    // For pointers: the keyboard finds the original on the line.
    const ways = { [link.classList[0]]: touched && link.getAttribute("href"), original: pressed && link.dataset.original };
    for (const way in ways) if (ways[way]) tip.append(Object.assign(make("a", "tip__open", words[way]), { href: ways[way] }));
  };

  /** Below the link, or above it where there is more room; always in view. */
  const place = () => {
    if (tip.hidden) return;
    const { offsetLeft: x, offsetTop: y, width, height } = window.visualViewport;
    const lines = [...link.getClientRects()];
    const at = lines.find((line) => line.top <= pressed?.clientY && pressed.clientY <= line.bottom) ?? lines[0];
    if (!at) return hide();
    const room = y + height - at.bottom;
    const below = room > tip.offsetHeight + 2 * EDGE || room > at.top - y;
    const inside = (wanted, from, to) => `${Math.max(Math.min(wanted, to - EDGE), from + EDGE)}px`;
    tip.style.left = inside(at.left, x, x + width - tip.offsetWidth);
    tip.style.top = inside(below ? at.bottom + EDGE / 2 : at.top - tip.offsetHeight - EDGE / 2, y, y + height - tip.offsetHeight);
  };

  const hide = () => {
    clearTimeout(timer);
    tip.hidden = true;
    link?.removeAttribute("aria-describedby");
  };

  /** Hide it and give the link its title back. */
  const leave = () => {
    hide();
    if (link) titleOf(link).textContent = title;
    link = null;
  };

  const show = (next, event) => {
    leave();
    [link, title, pressed] = [next, titleOf(next).textContent, event];
    titleOf(link).textContent = "";
    fill();
    tip.hidden = false;
    link.setAttribute("aria-describedby", tip.id);
    place();
  };

  /** The titled link that an event is about; the tooltip is a part of its link. */
  const linkOf = ({ target }) => {
    const found = tip.contains(target) ? link : target.closest?.(LINKS);
    return found === link || (found && titleOf(found)?.textContent) ? found : null;
  };
  const on = (name, act) => document.addEventListener(name, act, true);

  on("pointerover", (event) => {
    const found = linkOf(event);
    if (!found || event.pointerType === "touch") return;
    clearTimeout(timer);
    if (found !== link) timer = setTimeout(show, PAUSE, found, event);
  });
  on("pointerout", (event) => {
    if (!linkOf(event) || event.pointerType === "touch") return;
    clearTimeout(timer);
    // The focus keeps it open.
    if (link !== document.activeElement) timer = setTimeout(leave, PATIENCE);
  });
  on("focusin", (event) => {
    // A tap focuses a link before it clicks it.
    const found = linkOf(event);
    if (!touched && found !== link && found?.matches(":focus-visible")) show(found);
  });
  on("focusout", (event) => {
    if (event.target === link && !tip.contains(event.relatedTarget)) leave();
  });
  on("pointerdown", (event) => {
    touched = event.pointerType !== "mouse";
    if (linkOf(event) !== link) leave();
  });
  on("click", (event) => {
    // The first tap tells, the second one follows the link.
    const found = linkOf(event);
    if (!touched || !found || (found === link && !tip.hidden)) return;
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
  window.addEventListener("hashchange", leave);

  /*
   * The theme's search listens to keys alone: what an input method, a paste or a voice puts into its box has none.
   * Its entries are on their way before the first key; the worker finds them in the browser's cache.
   */
  const box = document.querySelector("input[name=query]");
  const entries = new URL("../../search/entries.json", document.currentScript.src);
  const search = () => box.dispatchEvent(new Event("keyup"));
  box?.addEventListener("input", (event) => event.isComposing || search());
  box?.addEventListener("compositionend", search);
  if (location.protocol !== "file:") box?.addEventListener("focus", () => fetch(entries).catch(() => {}), { once: true });

  /* A link to a folded line opens the fold. */
  const unfold = () => {
    const [id] = new URLSearchParams(location.hash.slice(1)).keys(); // Decodes, and takes whatever stands there.
    const line = document.getElementById(id);
    (line?.querySelector("details:first-child") ?? line?.closest("details"))?.setAttribute("open", "");
    line?.scrollIntoView();
  };
  window.addEventListener("hashchange", unfold);
  if (location.hash) unfold();

  /* The other language keeps the place and the filter. */
  const twin = document.querySelector("a.language");
  twin?.addEventListener("click", () => {
    twin.search = location.search;
    twin.hash = location.hash;
  });
})();
