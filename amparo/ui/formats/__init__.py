"""How dates and numbers are written for readers in the United States, one module a language."""
