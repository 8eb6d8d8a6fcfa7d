"""Commands for maintainers: benchmarks, Lighthouse, screenshots."""
