"""Speed and memory of the main paths, against their limit and against peers in the same run."""
