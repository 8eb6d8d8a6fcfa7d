/* The drawer and the search of a phone, from a keyboard. The theme opens both by labels of hidden checkboxes, which no key
   reaches; overrides/main.html puts a button beside each. Without this script the labels stay, as the theme has them. */

(() => {
  const wide = window.matchMedia("(min-width: 76.25em)")
  const drawer = document.getElementById("__drawer")
  const sidebar = document.querySelector(".md-sidebar--primary")
  const query = document.querySelector("[data-md-component='search-query']")
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })

  for (const button of document.querySelectorAll("button[data-opens]")) {
    const toggle = document.getElementById(button.dataset.opens)
    /* The theme opens the search when the focus comes to its field, and gives the focus to nothing when it closes. */
    button.addEventListener("click", () => (toggle === drawer ? toggle.click() : query.focus()))
    toggle.addEventListener("change", () => {
      button.setAttribute("aria-expanded", String(toggle.checked))
      if (!toggle.checked && shown(button)) setTimeout(() => document.activeElement === document.body && button.focus())
    })
  }

  if (!drawer || !sidebar) return

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
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawer.checked) drawer.click()
  })
  wide.addEventListener("change", () => {
    if (wide.matches && drawer.checked) drawer.click()
  })
})()
