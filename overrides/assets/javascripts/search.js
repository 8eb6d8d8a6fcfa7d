/*
 * A worker in the place of the theme's. It is handed the index once ({type: 0}), answers that it is ready ({type: 1}),
 * and answers each query ({type: 2}) with results ({type: 3}). The engine waits for the first query: most readers of a
 * page never search, and it shall not weigh for them.
 */
"use strict";

{
  let index = null; // until the first query

  self.addEventListener("message", ({ data: { type, data } }) => {
    if (type === 0) {
      index = data;
      self.postMessage({ type: 1 });
    } else if (type === 2 && !data.trim()) {
      self.postMessage({ type: 3, data: { items: [] } }); // The theme asks for nothing as soon as a page is there.
    } else if (type === 2) {
      if (index) {
        importScripts("search-engine.js");
        self.engine.setUp(index);
        index = null;
      }
      self.postMessage({ type: 3, data: self.engine.search(data) });
    }
  });
}
