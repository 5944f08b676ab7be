"""One agency under all its spellings: the words that stay, and an id made of them and of its place."""

import functools

from gcir import agency_names, identity


@functools.lru_cache(maxsize=10_000)
def spelling(name: str) -> str:
    """A name as it is compared: without spaces, with short forms in full, without the endings that a name may lack."""
    words = "".join(name.split())
    known = agency_names.recognise(words)
    core = known.core if known and known.core and words.endswith(known.core) else words
    lead = words[: len(words) - len(core)]
    full = identity.aliases().get(core, core)
    return lead + (identity.pattern("key_noise").sub("", full) or full)
