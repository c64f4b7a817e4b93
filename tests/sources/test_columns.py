"""Which column means what, and what is said when that is not clear."""

import pytest

from mdm.errors import InputError, UsageError
from mdm.rulepack.job import SourceSpec
from mdm.sources import name_sources, read_sources


def refusal(call) -> str:
    with pytest.raises(InputError) as refused:
        call()
    assert refused.value.hint
    return str(refused.value)


def test_aliases_map_and_the_rest_is_named(deliver, pack) -> None:
    path = deliver("人员编号,公民身份号码,姓 名,备注\n7,11010119000307889X,张三,x\n")
    delivery = read_sources({"police": path}, pack)
    (info,) = delivery.sources
    assert info.record_id == "人员编号"
    assert info.columns == {"公民身份号码": "resident_id", "姓 名": "person_name"}
    assert info.unmapped == ("备注",)


def test_columns_of_all_sources_stand_in_pack_order_and_missing_ones_are_null(deliver, pack) -> None:
    one = deliver("id,phone,name\n1,139,张三\n", "b.csv")
    two = deliver("id,sex\n1,男\n", "a.csv")
    records = read_sources([one, two], pack).records
    assert records.columns == ["row", "source", "record_id", "person_name", "sex", "phone"]
    assert records.rows() == [(0, "a", "1", None, "男", None), (1, "b", "1", "张三", None, "139")]


def test_job_columns_outrank_aliases(deliver, pack) -> None:
    path = deliver("id,姓名,现名,电话\n1,旧名,新名,139\n")
    spec = SourceSpec(name="p", path=path, columns={"现名": "person_name", "电话": None})
    delivery = read_sources([spec], pack)
    assert delivery.records["person_name"].to_list() == ["新名"]
    assert delivery.sources[0].unmapped == ("姓名", "电话")


def test_two_columns_for_one_attribute(deliver, pack) -> None:
    path = deliver("id,姓名,name\n1,张三,张三\n")
    said = refusal(lambda: read_sources([path], pack))
    assert "'姓名' and 'name' both mean person_name" in said


def test_one_column_name_twice(deliver, pack) -> None:
    said = refusal(lambda: read_sources([deliver("id,姓名,姓名\n1,张三,张三\n")], pack))
    assert "'姓名' and '姓名 (2)' both mean person_name" in said


def test_no_column_means_anything(deliver, pack) -> None:
    said = refusal(lambda: read_sources([deliver("id,foo,bar\n1,2,3\n")], pack))
    assert "population" in said
    assert "foo, bar" in said


def test_stated_column_that_is_not_there(deliver, pack) -> None:
    spec = SourceSpec(name="p", path=deliver("id,姓名\n1,张三\n"), columns={"姓名们": "person_name"})
    assert "did you mean '姓名'" in refusal(lambda: read_sources([spec], pack))


def test_stated_attribute_that_is_not_there(deliver, pack) -> None:
    spec = SourceSpec(name="p", path=deliver("id,姓名\n1,张三\n"), columns={"姓名": "persn_name"})
    assert "did you mean 'person_name'" in refusal(lambda: read_sources([spec], pack))


def test_no_record_id_column(deliver, pack) -> None:
    path = deliver("姓名,电话\n张三,139\n")
    assert "--id-column" in refusal(lambda: read_sources([path], pack))
    assert "no column 'nr'" in refusal(lambda: read_sources([path], pack, id_column="nr"))


def test_rows_are_numbered_on_demand(deliver, pack) -> None:
    path = deliver("姓名\n张三\n\n李四\n")
    delivery = read_sources([path], pack, id_column="@row")
    assert delivery.records.select("record_id", "person_name").rows() == [("1", "张三"), ("3", "李四")]
    assert delivery.sources[0].blank_rows == 1


def test_the_record_id_may_also_be_an_attribute(deliver, pack) -> None:
    path = deliver("身份证号,姓名\n11010119000307889X,张三\n")
    records = read_sources([path], pack, id_column="身份证号").records
    assert records.row(0)[2:] == ("11010119000307889X", "张三", "11010119000307889X")


def test_several_columns_could_be_the_record_id(deliver, pack) -> None:
    path = deliver("序号,人员编号,姓名\n1,A1,张三\n")
    assert "序号, 人员编号" in refusal(lambda: read_sources([path], pack))
    assert read_sources([path], pack, id_column="人员编号").records["record_id"].to_list() == ["A1"]


def test_duplicate_record_ids_are_shown_with_their_lines(deliver, pack) -> None:
    rows = "".join(f"{n},张三\n" for n in [1, 2, 1, 3, 4, 5, 6, 2, 3, 4, 5, 6])
    said = refusal(lambda: read_sources([deliver("编号,姓名\n" + rows)], pack))
    assert "6 ids more than once" in said
    assert "1 (line 2, line 4)" in said
    assert "2 (line 3, line 9)" in said
    assert "and 1 more" in said


def test_lines_count_breaks_inside_quotes(deliver, pack) -> None:
    said = refusal(lambda: read_sources([deliver('\n编号,姓名\n1,"张\n\n三"\n\n1,李四\n')], pack))
    assert "1 (line 3, line 7)" in said


def test_blank_record_ids(deliver, pack) -> None:
    said = refusal(lambda: read_sources([deliver("编号,姓名\n1,张三\n,李四\n  ,王五\n,\n")], pack))
    assert "'编号' is blank in line 3, line 4" in said
    assert "line 5" not in said


def test_no_such_file_and_unknown_format(deliver, pack, tmp_path) -> None:
    assert "no such file" in refusal(lambda: read_sources([tmp_path / "x.csv"], pack))
    assert "is a folder" in refusal(lambda: read_sources([tmp_path], pack))
    assert "unknown format '.doc'" in refusal(lambda: read_sources([deliver("x", "x.doc")], pack))


def test_shuffled_rows_and_sources_give_the_same_records(deliver, pack) -> None:
    one = deliver("id,name\nB,李四\nA,张三\n", "one.csv")
    other = deliver("name,id\n张三,A\n李四,B\n", "other.csv")
    left = read_sources({"x": one, "y": other}, pack)
    right = read_sources({"y": one, "x": other}, pack)
    assert left.records.equals(right.records)
    assert [s.content for s in left.sources] == [s.content for s in right.sources]
    assert left.sources[0].checksum != right.sources[0].checksum


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([], "no sources"),
        (["a/p.csv", "b/p.csv"], "two sources are called 'p'"),
        (["a b:c=p.csv"], "cannot name a source"),
        ({"": "p.csv"}, "cannot name a source"),
    ],
)
def test_sources_that_cannot_be_named(sources, said) -> None:
    with pytest.raises(UsageError, match=said):
        name_sources(sources)
