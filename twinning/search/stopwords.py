"""Small words that say nothing about what somebody looks for; left out of a query that has others as well."""

from twinning.search.folding import fold

_WORDS = {
    "de": "der die das den dem des ein eine einen einem einer und oder in im an am auf aus bei beim für mit nach von "
    "vom vor zu zum zur über ist sind wie was wo wer wir ich es man als auch nicht gibt kann",
    "en": "the a an and or in on at of for from with to by is are how what where who we i it as about can do there",
    "fr": "le la les l un une des de du d et ou en dans sur à au aux pour par avec est sont comment que qu quoi où qui "
    "nous je il on ce se y",
    "pl": "i oraz lub w we na z ze do od dla po o u za przez jest są jak co gdzie kto my ja to się czy nie",
    "ar": "و أو في من إلى على عن مع هو هي كيف ما أين هل هذا هذه التي الذي",
}
STOPWORDS = {language: frozenset(map(fold, words.split())) for language, words in _WORDS.items()}
STOPWORDS["de-simple"] = STOPWORDS["de"]
