"""What analysts and officers look at: the page, reports, questions, what-if, rulemakings and what changed in them."""
