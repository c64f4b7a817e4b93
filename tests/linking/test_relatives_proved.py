"""Who is taken for a relative or a namesake: only people whose numbers are surely their own."""

from tests.linking.conftest import citizen_number


def test_borrowed_numbers_make_nobody_a_relative_of_themselves(crowd, person, link, entities):
    """Ten people appear once with their own number and once with that of somebody unknown, at one door."""
    rows = list(crowd)
    for index in range(300, 310):
        own = person(index)
        borrowed = citizen_number(index, "1931-05-17", index % 2)
        rows += [{"record_id": f"x{index}", **own}, {"record_id": f"y{index}", **own, "id_number": borrowed}]
    bare = {**person(400), "id_number": None}
    run = link({"tax": [*rows, {"record_id": "a", **bare}], "clinic": [{"record_id": "b", **bare}]})
    assert run.parameters["model"]["relatives"]["counts"] == {}
    found = entities(run)
    assert found["tax:a"] == found["clinic:b"]
