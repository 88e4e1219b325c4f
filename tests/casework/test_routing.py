from bot.casework.routing import OTHER, Destination, Reason, Route, destination, unit_for

LAMPS, LAMPS_IN_7, SCHOOLS = 1, 2, 3
ROUTES = [Route("urban", None, LAMPS), Route("urban", 7, LAMPS_IN_7), Route("education", 7, SCHOOLS)]


def test_the_unit_of_the_area_comes_before_the_one_for_all_areas() -> None:
    assert unit_for(ROUTES, "urban", [7]) == LAMPS_IN_7
    assert unit_for(reversed(ROUTES), "urban", [7]) == LAMPS_IN_7
    assert unit_for(ROUTES, "urban", [8]) == LAMPS
    assert unit_for(ROUTES, "urban", []) == LAMPS


def test_a_unit_for_one_area_gets_nothing_from_elsewhere() -> None:
    assert unit_for(ROUTES, "education", [7]) == SCHOOLS
    assert unit_for(ROUTES, "education", [8]) is None
    assert unit_for(ROUTES, "education", []) is None
    assert unit_for([], "urban", []) is None


def test_a_sure_case_goes_to_its_unit() -> None:
    assert destination("urban", True, [7], ROUTES, {LAMPS, LAMPS_IN_7}) == Destination(LAMPS_IN_7, None)


def test_all_else_goes_to_the_dispatchers_with_the_reason() -> None:
    everyone = {LAMPS, LAMPS_IN_7, SCHOOLS}
    assert destination("urban", False, [7], ROUTES, everyone) == Destination(None, Reason.NOT_SURE)
    assert destination(None, True, [7], ROUTES, everyone) == Destination(None, Reason.NOT_SURE)
    assert destination("health", True, [7], ROUTES, everyone) == Destination(None, Reason.NO_UNIT)
    assert destination(OTHER, True, [7], [Route(OTHER, None, LAMPS)], everyone) == Destination(None, Reason.OTHER)


def test_what_a_retired_unit_would_have_got_goes_to_no_other_unit_unasked() -> None:
    assert destination("urban", True, [7], ROUTES, {LAMPS, SCHOOLS}) == Destination(None, Reason.NO_UNIT)
