/* Keys: the drawer and the search of a phone, and which keys the theme sees. The theme opens both by labels of hidden checkboxes, which no key
   reaches; overrides/main.html puts a button beside each. Without this script the labels stay, as the theme has them. */

(() => {
  const drawer = document.getElementById("__drawer")
  const sidebar = document.querySelector(".md-sidebar--primary")
  const query = document.querySelector("[data-md-component='search-query']")
  const close = () => drawer.checked && drawer.click()
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })

  let from // where the focus was before the search's field
  for (const button of document.querySelectorAll("button[data-opens]")) {
    const toggle = document.getElementById(button.dataset.opens)
    /* The theme opens the search when the focus comes to its field, and gives the focus to nothing when it closes. */
    button.addEventListener("click", () => (toggle === drawer ? toggle.click() : query.focus()))
    toggle.addEventListener("change", () => {
      button.ariaExpanded = toggle.checked
      const back = shown(button) ? button : from
      if (!toggle.checked) setTimeout(() => document.activeElement === document.body && back?.focus())
    })
  }

  /* The search's field is a combobox with its results as a dialog. On a phone the closed field is no stop of Tab, since the focus opens
     it; on a desk Escape gives the focus back to where it was. */
  const search = document.getElementById("__search")
  const output = document.querySelector(".md-search__output") // Zensical has a search of its own.
  if (output) {
    const [, opener] = document.querySelectorAll("button[data-opens]")
    const set = (element, attributes) => Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value))
    const follow = () => set(query, { "aria-expanded": search.checked, tabindex: search.checked || !shown(opener) ? 0 : -1 })
    set(query, { role: "combobox", "aria-haspopup": "dialog", "aria-autocomplete": "list", "aria-controls": "results" })
    set(output, { id: "results", role: "dialog", "aria-label": query.placeholder })
    query.addEventListener("focus", ({ relatedTarget }) => { from = relatedTarget ?? from })
    search.addEventListener("change", follow)
    window.addEventListener("resize", follow)
    follow()
  }

  /* Keys that the theme must not see: of an input method at work, whose last Enter would open a result (229 in Safari), and
     its shortcuts of one character, by which voice control and early typing leave the page (WCAG 2.1.4). */
  const withhold = (event) => {
    const composing = event.isComposing || event.keyCode === 229
    const typing = search?.checked || event.target.matches?.("input, textarea, select, [contenteditable]")
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.key === " "
    if (composing || (event.key?.length === 1 && !modified && !typing)) event.stopPropagation()
  }
  for (const name of ["keydown", "keyup"]) window.addEventListener(name, withhold, true)

  /* The engine names each group of results in the first of them, and says how many there are in all. */
  const results = document.querySelector(".md-search-result__list")
  const status = document.querySelector(".md-search-result__meta")
  status?.setAttribute("role", "status")
  const showHeads = () => {
    let last
    for (const mark of results.querySelectorAll("[data-head]")) {
      const { head, all = "", count } = mark.dataset
      if (head && head !== last) mark.closest("li").prepend(Object.assign(document.createElement("h2"), { className: "hit__group", textContent: `${head} ${all}` }))
      last = head
      mark.remove()
      if (count) status.textContent = count
    }
  }
  if (results) new MutationObserver(showHeads).observe(results, { childList: true })

  /* A section that is a line on a phone is whole on a desk and on paper: open, so that nobody is told that it is closed. */
  const whole = window.matchMedia("(min-width: 45em), print")
  const open = () => document.querySelectorAll(".fold").forEach((fold) => { fold.open ||= whole.matches })
  whole.addEventListener("change", open)
  open()

  /* The titles of nested lists lead back and forth; the theme answers Enter on a label, this script Space. */
  for (const label of sidebar.querySelectorAll("label[for^='__nav']")) label.tabIndex = 0
  sidebar.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target instanceof HTMLLabelElement) {
      event.preventDefault()
      event.target.click()
    }
  })

  /* What the open drawer covers is out of reach; focus goes in with it and comes back. */
  drawer.addEventListener("change", () => {
    for (const part of document.querySelectorAll(".md-header, .md-tabs, .md-content, .md-footer, .md-skip")) part.inert = drawer.checked
    const links = [...sidebar.querySelectorAll("a[href], label[tabindex='0']")]
    if (drawer.checked) links.find(shown)?.focus()
  })
  document.addEventListener("keydown", ({ key }) => key === "Escape" && close())
  window.matchMedia("(min-width: 76.25em)").addEventListener("change", close)
})()
