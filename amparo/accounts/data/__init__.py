"""Lists that come with the product, and what builds them."""
