"""How the matcher reaches the world: releases, index files, embedders, vector stores."""
