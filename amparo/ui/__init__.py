"""How anything looks: the base page, the parts, forms, and the words of every refusal."""
