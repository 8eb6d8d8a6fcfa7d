/* Where a browser refuses storage to sites, the theme's scripts fail as a whole: storage in memory takes its place, and
   only the choice of the palette is forgotten with the page. Loaded in the head, before the theme's scripts. */
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].getItem("")
  } catch {
    const items = new Map()
    const value = {
      getItem: (key) => items.get(String(key)) ?? null,
      setItem: (key, item) => void items.set(String(key), String(item)),
      removeItem: (key) => void items.delete(String(key)),
      clear: () => items.clear(),
    }
    Object.defineProperty(window, name, { value, configurable: true })
  }
}
