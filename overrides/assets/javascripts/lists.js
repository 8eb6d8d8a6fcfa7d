/* Loaded by the pages that have such lists (overrides/main.html); without it each list is there as a whole. */

/*
 * The timeline's filters, by topic and by company at once, kept in the address so that a choice can be linked to.
 * A quarter without events goes with its heading and its line in the table of contents.
 */
for (const form of document.querySelectorAll("form.filters")) {
  const said = form.querySelector("output");
  const events = [...document.querySelectorAll("ol.events > li")];
  const quarters = [...document.querySelectorAll("ol.events")].map((list) => {
    const heading = list.previousElementSibling;
    // The theme has a table of contents for phones and one for desks.
    const entries = [...document.querySelectorAll(`li:has(> .md-nav__link[href="#${heading.id}"])`)];
    return [list, heading, ...entries];
  });
  const apply = () => {
    const { topic, company } = Object.fromEntries(new FormData(form));
    const wanted = `li${topic && `[data-topics~=${topic}]`}${company && `[data-companies~=${company}]`}`;
    for (const event of events) event.hidden = !event.matches(wanted);
    for (const parts of quarters) {
      const empty = !parts[0].querySelector(":scope > :not([hidden])");
      for (const part of parts) part.hidden = empty;
    }
    const shown = events.filter((event) => !event.hidden).length;
    said.textContent = (shown ? said.dataset.shown : said.dataset.none).replace("{shown}", shown).replace("{all}", events.length);
    form.querySelector("p").hidden = !topic && !company;
  };
  const choose = () => {
    const address = new URL(location.href);
    for (const [name, value] of new FormData(form)) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(history.state, "", address);
    apply();
  };
  const reset = () => {
    form.reset();
    choose();
  };
  /** Give way to an event that is asked for. */
  const reveal = () => {
    const event = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!event?.matches("ol.events > [hidden]")) return;
    reset();
    event.scrollIntoView();
  };

  const asked = new URLSearchParams(location.search);
  for (const chip of form.querySelectorAll("input")) chip.checked ||= chip.value === asked.get(chip.name);
  form.addEventListener("change", choose);
  form.querySelector("button").addEventListener("click", reset);
  window.addEventListener("hashchange", reveal);
  form.hidden = false;
  apply();
  reveal();
}

/*
 * A table of more than five lines sorts by any column: from the largest, from the smallest, and back to what it was.
 * The first column sorts by place, since the lines stand in the order of time. Gaps stay last.
 * A financial statement does not: its lines have units of their own and an order that says something.
 */
for (const table of document.querySelectorAll("table.figures:not(.figures--statement):has(tbody > :nth-child(6))")) {
  const orders = [null, "descending", "ascending"];
  const sortBy = document.documentElement.lang.startsWith("zh") ? "排序：" : "Sort by ";
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const valueOf = (row) => (column ? Number(row.cells[column].dataset.value ?? NaN) : rows.indexOf(row));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.ariaLabel = sortBy + (head.querySelector("a") ?? head).textContent;
    button.addEventListener("click", () => {
      const order = orders[(orders.indexOf(head.ariaSort) + 1) % orders.length];
      for (const each of heads) each.ariaSort = each === head ? order : null;
      const sign = order === "ascending" ? 1 : -1;
      const gaps = rows.filter((row) => Number.isNaN(valueOf(row)));
      const full = rows.filter((row) => !gaps.includes(row)).sort((one, other) => sign * (valueOf(one) - valueOf(other)));
      body.append(...(order ? [...full, ...gaps] : rows));
    });
    (head.querySelector(".unit") ?? head).append(" ", button);
  });
}
