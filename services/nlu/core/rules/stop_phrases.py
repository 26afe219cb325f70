"""The closing phrases of English, in the notation of `phrases`.

Rules:
1. A phrase closes only when it is a whole clause, fillers aside: "I complete tax returns" closes nothing.
2. Fillers say nothing either way; a reason ("my bus is here") excuses a close and is no content.
3. Terse words close only when they are the whole message or a sentence of their own.

The plain ones (done, finished, that's all, that's it, nothing else, no more, complete, that covers it, I think that's
everything, nothing more, I'm good, all done) close when they stand alone.
Long because it is data.
"""

from __future__ import annotations

PARTS: dict[str, str] = {
    # What may stand before a close.
    "hedge": """
        ok | yes | no | well | so | right | alright | all right | cool | great | perfect | good | lovely | nice | fine |
        sure | agreed | thanks | thank you | cheers | sorry | honestly | frankly | really | just | basically | i mean |
        actually | i think | i guess | i reckon | i believe | i would say | i suppose | i feel [like] | i am afraid |
        [i am] pretty sure | guess | think | reckon | um | uh | er | erm | hmm | hm | mm | oh | ah | lol | haha | ha |
        and | but | then | plus | otherwise | other than that | apart from that | besides that | aside from that |
        beyond that | after that | with that | on that note | anyway | anyways | at this point | by now | for now | now |
        to be honest | tbh | in short | as far as i (know | can tell | remember) | if you do not mind | please | hey |
        mate | ugh | phew | you know | in that case | maybe | perhaps | probably | at the moment | from my side |
        for my part | as i said | like i said | yes but | not really
    """,
    # What may stand after it.
    "tail": """
        thanks [a lot | so much | again | very much | mate] | thank you [very much | kindly | so much | again] | cheers |
        please | [right | for] now | (for | i am done for) (today | the day | one day | this one | me) | here | there |
        really | honestly | i think | i guess | i reckon | i would say | i believe | i suppose | i am afraid | on that |
        from (me | us | my (side | end)) | on my (end | side | part) | for my part | at (the moment | this point | all) |
        to be honest | tbh | lol | haha | ha | then | mate | folks | buddy | so far | in a nutshell | basically | ta |
        more or less | off the top of my head | as far as i (know | can tell | remember) | if you do not mind | sorry |
        if that is ok | ok | already | yes | no | too | in all | all in all | bye | anyway | anyways | altogether |
        overall | right | alright | for sure | (in | about | of | with) my (job | role | work | day | week) | so yes
    """,
    "adv": """
        really | pretty much | [just] about | more or less | literally | kind of | sort of | honestly | probably | just |
        totally | completely | absolutely | fully | nearly | practically | essentially | certainly | definitely | quite |
        all | truly | officially | now | well | actually | finally | also | i think | i guess | basically | pretty well
    """,
    "i_am": "i am | we are | am | are | consider me | count me | call me",
    "thing": "task | tasks | duty | duties | job | jobs | thing | things | stuff | activity | activities | items |"
    " info | information | detail | details | input | responsibilities | ideas | questions",
    "more": "else | more | further | left | missing | other | extra | new | additional | other than that",
    "say": "add | say | tell [you] | share | report | mention | list | cover | give [you] | offer",
    "mine": "tasks | duties | jobs | work | responsibilities | activities | list | job",
    "my_job": "my [whole | entire | typical] (job | work | role | day | week | list | routine)",
    "job": "<my_job> | the (job | list | day | week | role)",
    "whole": """
        all | it | everything | the [whole] lot | the (full | whole | complete) (list | job | thing | story | picture) |
        the list | the [full] (end | extent | size | sum | last) of (it | <job> | what i do) | the whole (of it | shebang | enchilada) | the end |
        <my_job> | my lot | a wrap | enough | plenty | complete | all of (it | them) | (me | us) done | me finished |
        as much as i (do | have | can think of) | (all [of] | everything on) my <mine> | a (complete | full) list [of my <mine>] |
        my (full | complete) list [of <mine>] | the (complete | full) list of my <mine> | the main (ones | things | bits | parts)
    """,
    "i_have": """
        (i | we | you) (have [got] | got | do | (can | could) (think of | remember | recall | say | tell you | give you) |
        wanted to say | had to say | know | really do | ever do | did | need | will get [from me | out of me] |
        would say | get up to) [for you | to (say | add)]
    """,
    "there_is": "there is [to (it | say | tell | report | add)] | to (it | say | tell | report | add | mention) |"
    " in it | worth (mentioning | saying | noting | adding)",
    "said": "said | told | given | listed | mentioned | covered | shared | described | named | got | heard | sent |"
    " written | typed | gone through | been through | emptied | squeezed | drained | had | seen | captured | noted | explained",
    "had": "i think | i have | you have | we have | i | you | we | that has | it has",
    "it_all": """
        it all | everything | all of it | the [whole] lot | the whole (thing | list | job | picture | story) | them all |
        <job> | all (there is | <i_have> | that i do | of my (job | work | tasks) | i do) | enough | plenty |
        the [full | whole | complete] (picture | list | story | gist | idea) | what you need |
        [all] the main (things | bits | parts) | all my <mine> | all i can | me dry
    """,
    "ask": """
        let us | let me | (can | could | may | shall | should) (we | i) | i would (like | love | prefer) to |
        i would rather | i (want | need | prefer) to | want to | [i am] (ready | happy) to | we (can | could | should) |
        we may as well | (might | may) as well | you can | time to | it is time to | good to | rather | prefer to |
        (can | could | would) you | (take | bring) me | i am going to | i will | feel free to | go ahead and |
        is it ok (to | if we) | ok to | mind if we | we might as well | how about we | what if we
    """,
    "next_part": "[the] next (section | part | step | stage | page | bit | phase | thing | one)",
    "results": "(the | my) (results | result | list | tasks | task list | summary | review | answers | end)",
    "must": "(have | got | have got | need) to | must | had better | better | should | really should | ought to |"
    " will have to | am about to | am going to",
    "so_much": "so | too | really | getting | pretty | just | quite | a bit | very | way too | a little",
    "bored": "(fed up | done) with | tired | exhausted | bored | knackered | fed up | worn out | sleepy | wiped | running late | late | sick",
    "these": "this | it | that | [these | your | answering | all these] questions | typing | all this | talking",
}

CLOSERS: tuple[tuple[str, str], ...] = (
    (
        "done",
        """<i_am> (<adv>)* (done | finished | through | complete | good | set | sorted | there | good to go | all set |
        ready (to (finish | stop | end | wrap up | move on | go on | proceed) | for (<next_part> | <results>)) | out | off | empty | blank | spent |
        out of (here | ideas | things | stuff | answers | words | tasks | time | steam | energy) [to (say | add | list)] |
        tapped out | over it | drawing a blank | (signing | logging | heading) (off | out) | leaving)
        [with (this | that | it | everything | the list | my list | all (this | that | of it) | [the] questions |
        this (part | bit | section) | the (chat | survey) | what (we | you | i) have [got]) |
        listing [things | it all | everything | stuff] | talking | typing | answering [questions] | chatting |
        describing [it | my job] | explaining | adding [things] | sharing]""",
    ),
    (
        "done",
        """(all | job | (that | this) part | we are all | everything is | everything | it is all)
        (done | finished | good | set | sorted | covered | complete | said | in there) | done and dusted | good to go |
        all set | me done | (and | now) done | done now | nothing missing | all good | sorted | alldone""",
    ),
    (
        "happy",
        """i am (happy | satisfied | fine | content | ok | good | comfortable | pleased) with
        (that | this | it | what ..5 | the (list | lot) | how it (is | looks) | everything)""",
    ),
    (
        "all",
        """(that | this | it | there | which | those | these) (is | was | are | (will | would | should | must | may |
        might) be | has to be) (<adv>)* <whole> [<i_have>] [<there_is>]""",
    ),
    ("all", "(<adv>)* (all | everything) (<i_have> | there is [to (it | say)])"),
    (
        "all",
        """(that | this | it | which) (<adv>)* [should | will | would | has | have | does | must | may | might] (<adv>)*
        (cover | covers | covered | sum | sums | summed | wrap | wraps | wrapped | does | do | concludes | suffices)
        [up] [it [all | up] | everything | all of (it | that) | the [whole] lot | most of it | things [up] | <job> |
        that | me] [up] [<i_have> | i think]""",
    ),
    (
        "all",
        "(that | this) (is | was) <job> (in a nutshell | summed up | wrapped up | covered | done | complete | in full)",
    ),
    (
        "all",
        "there (you | we) (have it | go) | that is (that | my lot | the end of (it | the list | my list | the story))",
    ),
    ("all", "that is (about the size of it | the long and short of it | all she wrote | where (it ends | i stop))"),
    (
        "nothing",
        """[there is | there are | i have [got] | i got | have got | got] (<adv>)* [absolutely | just]
        (nothing | nowt | no more | not anything | zero | zip | nada | no | not much | not a lot)
        (<more> | to <say> | (comes | springs | coming | springing | pops) (to mind | up) | that comes to mind |
        i (can | could) (think of | remember | recall | add | say | come up with) | much | really |
        that i (know of | can (think of | remember | recall | add) | could add | do) | of (note | interest) |
        worth (mentioning | noting | adding | saying | talking about | listing) | from me | <thing> | special |
        on my (list | mind | plate) | important | major | big | interesting | at all | is (missing | left))
        (<more> | to <say> | to mind | i (can | could) (think of | add | remember) | from me | <thing> | at all |
        that i (know of | can think of | do) | that comes to mind | comes to mind | springs to mind | left |
        worth (mentioning | noting | adding | saying) | i do | really)*""",
    ),
    ("nothing", "nothing | nowt | nada | zilch | not a thing | no more | i have nothing | i have got nothing"),
    (
        "nothing",
        """[i] [really | honestly | just | still | simply] (can not | could not | do not | have not | am (struggling | not able) to |
        struggle to) [really | honestly | even | seem to] (think [of] | remember | recall | name | come up with | add |
        have | got | imagine | see | offer | believe (i do | there is) | (think | believe) i have (missed | forgotten) |
        missed | forgotten | left out) (anything | any | nothing | much | something |
        a [single] thing | more | else | further | left | other | <thing> | there is | to <say> | that i (do | have) |
        right now | besides | of)  (anything | any | more | else | further | left | other | <thing> | to <say> |
        that i (do | have) | right now | besides that | there is | off the top of my head | at the moment | worth adding)*""",
    ),
    (
        "nothing",
        """(there | that | it | this) (is | are) not (anything | any | much | a lot | really (anything | much) | a thing)
        (<more> | to (it | <say>) | i (can | could) (think of | add) | i do | <thing> | really | in it)*""",
    ),
    (
        "nothing",
        "(not | none | nothing | no) that i ((can | could) (think of | remember | recall | name | add) | know of | am aware of)",
    ),
    (
        "nothing",
        """(the rest | anything else | everything else | what is left | the others) (is | would be | are) ..7
        (not worth (mentioning | noting | adding | it) | nothing (special | important | much | major | big) | minor |
        irrelevant | trivial | small (stuff | things) | noise | repetition | [more of] the same)""",
    ),
    (
        "told",
        """(<had>)* (now | already | just | (<adv>))* (covered it | <said> [you] (<adv>)* <it_all>)
        (i do | there is [to (say | tell | know)] | out of me | from me | now | i have [got] | i know | you need |
        of what i do | to go on | for you | i can think of | to work with)*""",
    ),
    (
        "told",
        """you (<adv>)* (know | have [got] | got | heard | are getting) (<it_all> | as much as (i do | me))
        (i do | now | about (it | me | <my_job> | what i do) | from me | to (go on | work with) | there is)*""",
    ),
    (
        "told",
        "i have (nothing | no more | nothing (more | else) | no further) [left] [to (add | say | tell you | give you)]",
    ),
    (
        "move on",
        """[<ask>] (now | just | please | all | also | finally)* (move (on | along | forward | ahead) | proceed |
        go [on] to (<next_part> | <results>) | wrap [it | this | things | that | everything] up |
        finish [up | off | it | this | here | there | the (chat | survey | conversation | interview)] |
        end (it | this | here | there | now | the (chat | survey | conversation | interview | session)) |
        stop [here | now | there | this | it | talking | chatting | the (chat | survey | questions) | with (this | that)] |
        stop asking [me] [questions | stuff | things | any more | anything | so much] | quit |
        call it [a day | there | quits | done | a wrap | a night] | leave (it | this | things) [there | here | at that | be] |
        be (done | finished) [with (this | it)] | close (this | it | the (chat | session)) [out | off | up] |
        save (it | that | this | everything | my answers | what ..5) | submit [it | that | this | everything] |
        see <results> | (review | check | rate | look at) <results> | skip to (<results> | <next_part>) |
        get on with (it | <next_part>) | (continue | finish | do) this (later | tomorrow | another (time | day)) |
        pick this up (later | another time | tomorrow) | draw a line [under (it | this)] | park it [here | there] |
        have a break | not (continue | go on | do this))
        [(to | with | onto) (<next_part> | <results>)]""",
    ),
    (
        "move on",
        "[on to | onto] <next_part> | what (is | comes) next | (show | take | bring) me [to] (<results> | <next_part>) | on to <results>",
    ),
    ("move on", "use what (i | you | we) ..3 | [no more | enough] questions | no questions please"),
    (
        "bye",
        """bye [bye | now] | see (you | ya) [later | soon | around] | later | laters | ttyl | talk [to you] (later | soon) |
        take care | good night | have a (great | nice | good | lovely | wonderful | pleasant) (day | one | evening |
        weekend | afternoon | night | week | rest of ..3) | ciao | over and out | all the best | speak soon | peace [out]""",
    ),
    (
        "bye",
        """(thanks | thank you | cheers | many thanks) [so much | very much | a lot] for (your (time | help | patience |
        questions) | everything | the (chat | help | questions | talk) | listening | [all] your help | chatting) |
        [it (was | has been) | was] (nice | good | great | lovely | fun) (talking | chatting | speaking) [to you | with you] |
        [i] appreciate (it | your (time | help)) | no thanks | no thank you | [no] i am fine | we are good""",
    ),
    (
        "time",
        """[i | we] <must> (really | now | probably | just)* (go | run | leave | dash | head (off | out) | get going |
        be (off | going) | (hop | log | sign) off | shoot | split | get back to ..4 | get to (a | my | the) ..3 |
        catch (a | my | the) ..2 | pick up ..4 | stop [here | there | now] | finish [here | up] | end it here)""",
    ),
    ("time", "[i am | we are | i have] [running | run | all] out of (time | steam | energy | patience)"),
    (
        "time",
        """([i have [got] | there is | got] (no | not enough | not much | no more) | [i] do not have [any | the | more |
        much]) (time | patience | energy) [left | to (continue | go on | keep going | do more)]
        [for (this | [any] more [questions] | all this | these questions | questions)] [now | today]""",
    ),
    ("time", "[the] time is (up | running out) | i am (<so_much>)* <bored> [[of] <these>]"),
    (
        "time",
        """[i have [really]] had enough [of <these>] | enough [is enough | of (this | that) | already] | too many questions |
        (that | this) is (quite | more than | really | already | plenty | good)* enough [detail | information | questions] |
        (this | it) is [taking | getting] (<so_much>)* (long | forever | too much | old | boring | tedious | annoying)""",
    ),
    (
        "time",
        """i (do not want to | would rather not | do not wish to | do not feel like | am not) (answer | answering |
        continue | continuing | go on | going on | keep going | carry on | do | doing | talk | talking | say | type)
        (any | this | more | anything | on | about (this | it) | questions | going | to you | else | now | of this)*""",
    ),
    ("time", "leave me (alone | be) | give it a rest | get me out of here | let me (go | out | leave)"),
    (
        "indirect",
        "my (brain | head | mind | tank | list | well) (is [gone] | has gone | went) (empty | blank | dry | fried | done | mush)",
    ),
    (
        "indirect",
        "[i am] drawing a blank | [i have] run (out | dry) [of (things | ideas | stuff | tasks | answers) [to say]]",
    ),
    (
        "indirect",
        """(you have | we have | you | we | i have) (<adv>)* (reached | hit | come to | got to) [the]
        (end | bottom | limit) [of (it | the list | my list | the road)]""",
    ),
    (
        "indirect",
        "end of [the | my] (list | story) | fin | full stop | over and done | that is a wrap | the end | finito",
    ),
    (
        "indirect",
        (
            "(i would | i will | i can | i could) (leave | end | stop | call | park) (it | there | things | this)"
            " [there | here | at that | a day | done]"
        ),
    ),
    (
        "indirect",
        (
            "(it | the rest | everything else | all else) is [all] [just] (more of the same | the same every day)"
            " | rinse and repeat"
        ),
    ),
    (
        "indirect",
        (
            "(sounds | looks | seems) (complete | done | finished | like (we | i | you) (have | are) ..2"
            " (everything | done | finished | there))"
        ),
    ),
    ("indirect", "[i have [got] | i] (nothing | little | not much) [left | more] (up my sleeve | in the tank | in me)"),
    (
        "foreign",
        """fertig | das ist alles | das war es | basta | c'est tout | c'est fini | eso es todo | nada más | nada mas |
        terminado | to wszystko | koniec | è tutto | e tutto | isso é tudo""",
    ),
)

TERSE = """
    done | finished | stop | exit | quit | complete | completed | end | enough | bye | proceed | submit | finish |
    nothing | nada | ta ta | all | everything | fin | over | next please | [please] stop | stop please | done done | later
"""

REASONS = """
    (my | the | our) ..5 (is | are | has | have | was) (here | calling | waiting | crying | starting | over | up | leaving |
    about to start | arrived | ringing | ending | ended | started | due | finished | ready | low | dying | back) [now | soon] |
    (my | the) (shift | break | lunch | meeting | bus | train | lesson | class) (starts | ends | begins | leaves) ..4 |
    (my | the) (bus | train | cab | taxi | boss | kid | kids | client | battery) ..4 |
    i have [got] (a | an | another | my) ..2 (meeting | call | shift | client | appointment | train | bus | class) ..4 |
    someone is (here | at the door | waiting) | it is (late | home time | lunch | lunchtime | getting late) |
    (this | it) (was | has been) (fun | great | good | nice | helpful | useful | interesting) | [very] helpful |
    that was (helpful | useful | fun | good | great) | good luck [with ..3] | [i] hope (that | this | it) helps |
    you have been (great | [very] helpful | kind) | (work | duty) (is calling | calls) | have fun | i am on (my way | the clock | shift | break | my (shift | break))
"""

# Words of the closing phrases. In a message of at most eight words, a word one slip away from one of these is read as it
# (two letters swapped; from seven letters also one missing, doubled or wrong: shorter words lie too close together).
CLOSING_WORDS = (
    "done",
    "that",
    "finished",
    "nothing",
    "everything",
    "anything",
    "complete",
    "thanks",
    "enough",
    "think",
    "else",
    "more",
)
