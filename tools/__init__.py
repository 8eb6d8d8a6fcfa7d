"""Commands for maintainers: benchmarks, Lighthouse, screenshots, OpenCC's tables."""
