"""Views: facts, events, documents … as templates place them, every text chosen and every number written."""
