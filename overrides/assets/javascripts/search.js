/*
 * A worker in the place of the theme's. It is handed the theme's index once ({type: 0}), which is empty, answers that it
 * is ready ({type: 1}), and answers each query ({type: 2}) with results ({type: 3}). Engine and entries wait for the
 * first query: most readers of a page never search, and they shall not load for it.
 */
"use strict";

{
  const ENTRIES = new URL("../../search/entries.json", self.location.href);
  let ready = null; // a promise of the engine, from the first query on

  const load = async () => {
    const answer = await fetch(ENTRIES);
    if (!answer.ok) throw new Error(`${ENTRIES}: ${answer.status}`);
    const index = await answer.json();
    importScripts("search-engine.js");
    self.engine.setUp(index);
  };

  self.addEventListener("message", async ({ data: { type, data } }) => {
    if (type === 0) self.postMessage({ type: 1 });
    if (type !== 2) return;
    let items = { items: [] };
    // The theme asks for nothing as soon as a page is there.
    if (data.trim()) {
      ready ??= load();
      try {
        await ready;
      } catch {
        ready = null; // Where the network failed, the next key tries again.
        return;
      }
      items = self.engine.search(data);
    }
    self.postMessage({ type: 3, data: items });
  });
}
