"""What tests share: projects to build, servers, a browser, golden queries."""
