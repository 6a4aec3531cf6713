"""What the inference engine cannot take is kept from it, and whatever it cannot do is said aloud."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.decision.engine import ALWAYS, HEAD, TAKEN, Engine, Pass, Program, Shard
from service.decision.errors import CouldNotDecide
from service.decision.inference import Inference
from service.decision.names import Names, fnv1a
from service.decision.plan import SHARD_FIELDS, SHARD_PATHS, plan
from service.ruleset.model import Condition, OneOf, Test
from service.ruleset.vocabulary import Kind
from tests.decision.written import TODAY, a_ruleset, all_of, any_of, fact, is_yes, met, none_of, number


def test_three_hundred_rules_true_on_one_fact() -> None:
    names = [f"rule-{number}" for number in range(300)]
    assert met(a_ruleset({name: all_of(*is_yes("a.b")) for name in names}), {"a.b": True}) == tuple(names)


def test_six_hundred_conditions_and_as_many_facts_in_one_rule() -> None:
    names = [f"a.fact{number}" for number in range(600)]
    ruleset = a_ruleset(
        {"all": all_of(*is_yes(*names)), "any": any_of(*is_yes(*names)), "none": none_of(*is_yes(*names))}
    )
    assert met(ruleset, dict.fromkeys(names, True)) == ("all", "any")
    assert met(ruleset, dict.fromkeys(names, False)) == ("none",)
    assert met(ruleset, dict.fromkeys(names[1:], True)) == ("any",)
    assert met(ruleset, dict.fromkeys(names[1:], False)) == ()


def test_six_hundred_words_for_one_choice() -> None:
    words = [f"word {number}" for number in range(600)]
    ruleset = a_ruleset({"one-of": all_of(Test(fact("a.b", Kind.TEXT), OneOf(tuple(words), "")))})
    assert met(ruleset, {"a.b": "word 599"}) == ("one-of",)
    assert met(ruleset, {"a.b": "word 600"}) == ()


def test_forty_anys_all_true_at_once() -> None:
    blocks = [any_of(*is_yes(*(f"a.fact{row}x{column}" for column in range(4)))) for row in range(40)]
    ruleset = a_ruleset({"every-any": all_of(*blocks)})
    values = {f"a.fact{row}x{column}": True for row in range(40) for column in range(4)}
    assert met(ruleset, values) == ("every-any",)
    values |= {f"a.fact39x{column}": False for column in range(4)}
    assert met(ruleset, values) == ()


def test_blocks_within_blocks_within_blocks() -> None:
    inner: Condition = all_of(*is_yes("a.deep"))
    for level in range(60):
        inner = (any_of if level % 2 else all_of)(inner, *is_yes(f"a.side{level}"))
    values = {f"a.side{level}": level % 2 == 0 for level in range(60)}
    assert met(a_ruleset({"deep": all_of(inner)}), values | {"a.deep": True}) == ("deep",)
    assert met(a_ruleset({"deep": all_of(inner)}), values | {"a.deep": False}) == ()


def test_blocks_nested_out_of_reason_are_refused() -> None:
    inner: Condition = all_of(*is_yes("a.deep"))
    for level in range(5_000):
        inner = (any_of if level % 2 else all_of)(inner, *is_yes(f"a.side{level}"))
    with pytest.raises(CouldNotDecide, match="`front-door:made` are nested too deeply"):
        Inference(a_ruleset({"deep": inner}))


def test_a_limit_out_of_reason_is_refused() -> None:
    with pytest.raises(CouldNotDecide, match=r"`a\.n` has a limit too large"):
        Inference(a_ruleset({"far": all_of(number(fact("a.n", Kind.NUMBER), 10**14 + 1))}))


def test_every_shard_keeps_inside_the_limits() -> None:
    names = [f"a.fact{place}" for place in range(250)]
    wide: dict[str, Condition] = {
        f"any-{place}": any_of(*is_yes(*names[place : place + 40])) for place in range(0, 200, 5)
    }
    plain: dict[str, Condition] = {f"one-{place}": all_of(*is_yes(name)) for place, name in enumerate(names)}
    for rules in (wide, plain, wide | plain):
        planned = plan(a_ruleset(rules))
        shards = [shard for each in planned.program.passes for shard in each.shards]
        fields = [len(uses) + len(shard.reads) for uses, shard in zip(planned.uses, shards, strict=True)]
        assert max(fields) <= SHARD_FIELDS
        assert max(shard.rules.count('"all"') for shard in shards) <= 20
        assert max(shard.rules.count("s0") for shard in shards) <= SHARD_PATHS


def test_no_two_names_share_the_hash_the_engine_knows_them_by() -> None:
    names = Names(TAKEN)
    made = [names.new(letter) for letter in "sft" for _ in range(3_000)]
    assert len({fnv1a(name) for name in [*made, *TAKEN]}) == len(made) + len(TAKEN)


def test_a_name_whose_hash_is_taken_is_passed_over() -> None:
    assert Names([]).new("s") == "s000"
    assert Names(["s000"]).new("s") == "s001"


def test_more_names_than_there_are_is_refused() -> None:
    names = Names([])
    for _ in range(46_656):
        names.new("f")
    with pytest.raises(CouldNotDecide, match="may not have more than 46656"):
        names.new("f")


# --- the engine itself --------------------------------------------------------------------------------------------


def a_program(*rules: str) -> Program:
    always = f'"{ALWAYS}":{{"all":[{{"m":{{"on":1}}}}]}}'
    return Program("front-door", (Pass((Shard("{" + ",".join([*rules, always]) + "}", ()),), ()),), ())


def test_an_error_of_the_engine_is_said_aloud_and_spoils_nothing_else() -> None:
    rules = [f'"r{number:03}0":{{"all":[{{"m":{{"$gt":{{"s000":{number}}}}}}}]}}' for number in range(80)]
    engine = Engine(a_program(*rules))
    with pytest.raises(CouldNotDecide, match=r"could not work through `front-door` \(code 303\)"):
        engine.run([HEAD + ',"s000":79'])
    assert len(engine.run([HEAD + ',"s000":20'])) == 20
    engine.close()


def test_rules_the_engine_will_not_take_are_said_aloud() -> None:
    with pytest.raises(CouldNotDecide, match=r"could not work through `front-door` \(code 102\)"):
        Engine(a_program('"r0000":{"all":[{"m":{"$gt":{"s000":[]}}}]}'))


def test_silence_of_the_engine_is_never_taken_for_an_answer() -> None:
    engine = Engine(a_program())
    with pytest.raises(CouldNotDecide, match="did not take in what is known"):
        engine.run(['{"sid":"c","id":"f","off":1'])
    assert engine.run([HEAD]) == set()
    engine.close()


def test_an_engine_that_stops_before_the_end_is_not_believed() -> None:
    without = Shard('{"r0000":{"all":[{"m":{"on":1}}]}}', ())
    with pytest.raises(CouldNotDecide, match="stopped before the end"):
        Engine(Program("front-door", (Pass((without,), ()),), ()))


def test_an_engine_that_says_both_yes_and_no_is_not_believed() -> None:
    rules = [f'"{name}0":{{"all":[{{"m":{{"$and":[{{"on":1}},{{"s000":1}}]}}}}]}}' for name in ("f000", "f001")]
    program = a_program(*rules)
    engine = Engine(Program(program.ruleset, program.passes, (("f000", "f001"),)))
    with pytest.raises(CouldNotDecide, match="contradicted itself"):
        engine.run([HEAD + ',"s000":1'])
    assert engine.run([HEAD + ',"s000":0']) == set()
    engine.close()


def test_a_ruleset_put_away_decides_nothing() -> None:
    inference = Inference(a_ruleset({"rule": all_of(*is_yes("a.b"))}))
    inference.close()
    inference.close()
    with pytest.raises(CouldNotDecide, match="has been put away"):
        inference.met(TODAY, {}, {})


def test_many_rulesets_live_side_by_side() -> None:
    made = [Inference(a_ruleset({f"rule-{place}": all_of(*is_yes(f"a.b{place}"))})) for place in range(150)]
    for place in (0, 149, 75, 0, 149):
        assert made[place].met(TODAY, {f"a.b{place}": True}, {}) == (f"rule-{place}",)
    for inference in made[::2]:
        inference.close()
    assert made[75].met(TODAY, {"a.b75": True}, {}) == ("rule-75",)
    for inference in made:
        inference.close()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_making_and_closing_rulesets_gives_the_memory_back() -> None:
    rules = {f"rule-{number}": any_of(*is_yes("a.b", f"a.c{number}")) for number in range(30)}

    def rounds(count: int) -> int:
        for _ in range(count):
            assert len(met(a_ruleset(rules), {"a.b": True})) == 30
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096

    settled = rounds(40)
    assert rounds(160) - settled < 8 << 20
