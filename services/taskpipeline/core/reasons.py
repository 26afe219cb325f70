"""Why two statements are one task, and why a match is as it is where the person chose it, as sentences with names."""

from services.shared.language.sentences import Template

READ = Template("merge.read", "read as the same task (probability {told}, similarity {cosine})")
NAMED = Template("merge.named", "only names what the other does")
MEANS = Template("merge.means", "means the same (similarity {cosine})")
BARE_VERB = Template("merge.bare_verb", "the same verb, said without its object")
SAME_WORDS = Template("merge.same_words", "the same words")
MORE_DETAIL = Template("merge.more_detail", "the same with more detail")
MOST_WORDS = Template("merge.most_words", "the same verb and mostly the same words")
OBJECTS = Template("merge.objects", "the verbs agree and the objects mean the same (similarity {cosine})")
CARD = Template("merge.card", "a selected card says the same")
CHOSEN = Template("match.chosen", "You chose it.")
NONE_FITS = Template("match.none_fits", "You said that none of them fits.")

ALL = (READ, NAMED, MEANS, BARE_VERB, SAME_WORDS, MORE_DETAIL, MOST_WORDS, OBJECTS, CARD, CHOSEN, NONE_FITS)
