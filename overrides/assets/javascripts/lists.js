/* Loaded by the pages that have such lists (overrides/main.html); without it each list is whole. */

/*
 * Filters: of the lists below, the lines with each chosen chip's value among the words of their `data-NAME`, kept in the
 * address. A list without lines goes with its heading and its line in the table of contents; a single line is opened.
 */
for (const form of document.querySelectorAll("form.filters")) {
  const said = form.querySelector("output");
  const lists = [...document.querySelectorAll(".filters ~ h2 + :is(.events, .lines)")];
  const lines = lists.flatMap((list) => [...list.children]);
  const apply = () => {
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    const wanted = chosen.map(([name, value]) => `[data-${name}~="${value}"]`).join("") || "*";
    for (const line of lines) line.hidden = !line.matches(wanted);
    for (const list of lists) {
      const heading = list.previousElementSibling;
      // The theme has a table of contents for phones and one for desks.
      const entries = document.querySelectorAll(`li:has(> .md-nav__link[href="#${heading.id}"])`);
      for (const part of [list, heading, ...entries]) part.hidden = !list.querySelector(":scope > :not([hidden])");
    }
    const shown = lines.filter((line) => !line.hidden);
    if (shown.length === 1) shown[0].querySelector("details").open = true;
    const words = shown.length ? said.dataset.shown : said.dataset.none;
    said.textContent = words.replace("{shown}", shown.length).replace("{all}", lines.length);
    return chosen;
  };
  const choose = () => {
    const address = new URL(location.href);
    for (const [name] of new FormData(form)) address.searchParams.delete(name);
    for (const [name, value] of apply()) address.searchParams.set(name, value);
    history.replaceState(history.state, "", address);
  };
  const reset = () => {
    form.reset();
    choose();
  };
  /** Give way to what is asked for. */
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.hidden) reset();
    target?.scrollIntoView();
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
 * The first column sorts by time. Gaps stay last.
 * A financial statement does not: its order says something.
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
