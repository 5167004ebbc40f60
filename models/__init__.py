"""Why a document matters to an item: scope, names, embedding, matching."""
