"""What the founding documents ask of enterprises: L01 to L16 of the inventory (L06 stands with the lookup)."""

from datetime import date

import polars as pl
import pytest
from made_up import citizen, uscc

import mdm
from mdm.standardise.coordinate_frames import convert_frame

WANG, OU, LI = citizen("19800101", 125), citizen("19850505", 126), citizen("19700101", 127)
DOOR = "江苏省苏州市姑苏区平江街道临顿路18号嘉元花园{}幢"


def frame(columns: list[str], rows: list[tuple[str | None, ...]]) -> pl.DataFrame:
    numbered = [(str(at), *row) for at, row in enumerate(rows, 1)]
    return pl.DataFrame(numbered, schema=dict.fromkeys(["编号", *columns], pl.String), orient="row")


def firms(**sources: pl.DataFrame) -> mdm.Run:
    return mdm.reconcile(sources, rules="legal_entity", city="320500")


def owners(run: mdm.Run, source: str) -> list[str]:
    found = run.crosswalk.filter(source=source).collect().sort(pl.col("record_id").cast(pl.Int64))
    return found["entity_id"].to_list()


def test_L01_states_of_registration_sum_to_the_entities_and_a_name_used_again_is_two():
    head = ["企业名称", "统一社会信用代码", "法定代表人", "成立日期", "登记状态"]
    market = frame(head, [
        ("苏州海棠餐饮有限公司", uscc(1), "王小明", "1998-03-01", "注销"),
        ("苏州海棠餐饮有限公司", uscc(2), "欧阳娜", "2015-06-01", "存续"),
        ("苏州木棉贸易有限公司", uscc(3), "李建国", "2003-01-01", "在业"),
        ("苏州银杏物流有限公司", uscc(4), "陈建华", "2005-01-01", "吊销，未注销"),
    ])  # fmt: skip
    tax = frame(head, [("苏州海棠餐饮有限公司", uscc(2), "欧阳娜", "2015-06-01", "正常")])
    run = firms(market=market, tax=tax)
    states = run.golden.collect()["status"].value_counts().sort("status")
    assert states.rows() == [("1", 2), ("2", 1), ("4", 1)]
    assert states["count"].sum() == len(set(owners(run, "market"))) == 4


def test_L02_firms_in_six_files_under_three_forms_of_name_are_one_row_each_with_six_sources():
    one, two = "甲乙丙丁戊己庚辛壬癸", "川岭松桥泉舟帆锦瑞泰"
    brands = [a + b for a in one for b in two]
    forms = ("苏州{}电子有限公司", "苏州市{}电子有限公司", "苏州{} 电子有限公司（在业）")
    sources = {}
    for place, name in enumerate(("market", "tax", "social_security", "utilities", "credit", "statistics")):
        rows = [
            (forms[place % 3].format(brand), uscc(at, "91"), f"2001-{1 + at % 12:02d}-{1 + at % 28:02d}")
            for at, brand in enumerate(brands)
        ]
        sources[name] = frame(["单位名称", "统一社会信用代码", "成立日期"], rows)
    run = firms(**sources)
    held = run.crosswalk.collect().group_by("entity_id").agg(pl.col("source").n_unique())
    assert held["source"].to_list() == [6] * 100
    assert run.golden.collect()["organisation_name"].str.starts_with("苏州").all()


def test_L03_a_newer_web_page_does_not_change_what_the_register_says():
    head = ["企业名称", "统一社会信用代码", "法定代表人", "更新时间"]
    run = firms(
        market=frame(head, [("苏州木棉贸易有限公司", uscc(3), "李建国", "2020-01-01")]),
        web=frame(head, [("苏州木棉贸易有限公司", uscc(3), "赵无名", "2026-01-01")]),
    )
    assert run.golden.collect()["legal_representative"].to_list() == ["李建国"]
    told = run.provenance.filter(attribute="legal_representative").collect()
    assert "赵无名" in str(told.rows())


@pytest.fixture(scope="module")
def city() -> mdm.ProfileRun:
    head = ["企业名称", "统一社会信用代码", "法定代表人", "法定代表人证件号码", "住所", "生产经营地址"]
    plates = [DOOR.format(n) for n in (3, 5, 8)]
    market = [(f"苏州{brand}贸易有限公司", uscc(at), None, None, plates[0], None)
              for at, brand in enumerate(("青竹", "白石", "红叶", "黑松"), 10)]  # fmt: skip
    market += [("苏州紫藤服饰有限公司", uscc(20), "王小明", WANG, plates[0], plates[1]),
               ("苏州紫藤服饰有限公司吴中分公司", uscc(21), "欧阳娜", OU, plates[2], None)]  # fmt: skip
    sources = {
        "population": {
            "police": frame(["姓名", "公民身份号码"], [("王小明", WANG), ("欧阳娜", OU), ("李建国", LI)])
        },
        "geography": {"plates": frame(["标准地址"], [(plate,) for plate in plates])},
        "legal_entity": {
            "market": frame(head, market),
            "tax": frame(head, [(*market[4][:2], None, None, None, plates[2])]),
        },
        "e_licence": {
            "environment": frame(
                ["证照名称", "证照编号", "持证主体", "持证主体代码", "颁发机构", "地址"],
                [
                    ("排污许可证", "SZ-1", "苏州紫藤服饰有限公司", uscc(20), "苏州市生态环境局", plates[1]),
                    ("排污许可证", "SZ-2", "苏州紫藤服饰有限公司", uscc(20), "苏州市生态环境局", plates[2]),
                ],
            )
        },
        "credit": {
            "credit_city": frame(
                ["行政相对人名称", "行政相对人代码", "决定书文号", "处罚机关", "处罚决定日期"],
                [
                    (
                        "苏州紫藤服饰有限公司",
                        uscc(20),
                        "苏罚〔2024〕1号",
                        "苏州市生态环境局",
                        "2024-03-01",
                    )
                ],
            )
        },
    }
    return mdm.reconcile(sources, profile="jiangsu-145", city="320500")


def find(city: mdm.ProfileRun, number: str) -> str:
    return str(city.bases["legal_entity"].find(number)["entity_id"].item())


def place(city: mdm.ProfileRun, number: int) -> str:
    golden = city.bases["geography"].golden.filter(std_text=DOOR.format(number)).collect()
    return str(golden["entity_id"].item())


def test_L04_a_portrait_lists_person_place_licence_and_penalty_and_nothing_else(city):
    ties = city.portrait(find(city, uscc(20))).ties
    told = dict(ties.group_by("relation").len().iter_rows())
    assert told == {
        "represented_by": 1, "branch_of": 1, "seated_at": 1, "operates_at": 2, "held_by": 2, "concerns": 1,
    }  # fmt: skip
    assert ties["evidence"].null_count() == 0


def test_L05_equipment_under_an_old_name_is_the_renamed_firm_s():
    market = frame(
        ["企业名称", "统一社会信用代码", "住所"],
        [("苏州锦屏丝绸有限公司（原吴县锦屏丝织厂）", uscc(31), "苏州市吴江区盛泽镇舜湖路5号")],
    )
    run = firms(market=market)
    asked = pl.DataFrame({"使用单位": ["吴县锦屏丝织厂", "苏州锦屏丝绸有限公司"]})
    assert run.lookup(asked).select("status", "name").rows() == [
        ("former_name", "苏州锦屏丝绸有限公司"),
        ("exact", "苏州锦屏丝绸有限公司"),
    ]


def test_L07_a_chain_of_branches_ends_in_a_person_and_is_walked_both_ways(city):
    """Branch, parent, representative: each a node of its own."""
    branch, parent = find(city, uscc(21)), find(city, uscc(20))
    assert branch != parent
    up = city.portrait(branch).ties.filter(relation="branch_of")["entity_id"].to_list()
    person = city.portrait(parent).ties.filter(relation="represented_by")["entity_id"].item()
    down = city.portrait(person).ties.filter(relation="represented_by")["entity_id"].to_list()
    back = city.portrait(down[0]).ties.filter(relation="branch_of")["entity_id"].to_list()
    assert (up, down, back) == ([parent], [parent], [branch])


def test_L08_accounts_without_a_code_attach_where_something_beside_the_name_agrees():
    """A meter under the name of the landlord, or a name that two tenants may bear, attaches nobody."""
    head = ["户名", "统一社会信用代码", "法定代表人", "用电地址", "联系电话"]
    seats = [f"苏州市相城区元和街道春申湖路{n}号" for n in range(1, 41)]
    names = [f"苏州{a}{b}机电有限公司" for a in "甲乙丙丁" for b in "川岭松桥泉舟帆锦瑞泰"]
    people = [
        f"{s}{g}"
        for s in "王李张刘"
        for g in ("建华", "国强", "秀英", "志明", "思远", "文博", "雅琴", "海燕", "俊杰", "晓东")
    ]
    phones = [f"0512-6{n:07d}" for n in range(40)]
    known = [
        (n, uscc(at), p, s, t)
        for at, (n, p, s, t) in enumerate(zip(names, people, seats, phones, strict=True))
    ]
    meters = [(n, None, None, s, t) for n, s, t in zip(names[:30], seats, phones, strict=False)]
    meters += [("张房东", None, None, seats[35], None)]
    run = firms(market=frame(head, known), power=frame(head, meters))
    firm, meter = owners(run, "market"), owners(run, "power")
    attached = [(at, firm.index(entity)) for at, entity in enumerate(meter) if entity in firm]
    assert all(at == found for at, found in attached)
    assert len(attached) == 30


def test_L09_a_building_with_many_tenants_and_a_firm_with_several_buildings_come_back_whole(city):
    firm = find(city, uscc(20))
    tenants = city.portrait(place(city, 3)).ties.filter(relation="seated_at")["entity_id"].to_list()
    assert sorted(tenants) == sorted([firm, *(find(city, uscc(at)) for at in range(10, 14))])
    ties = city.portrait(firm).ties.filter(pl.col("relation").is_in(["seated_at", "operates_at"]))
    assert set(ties["entity_id"]) == {place(city, number) for number in (3, 5, 8)}


def test_L10_a_person_at_one_firm_at_a_time_keeps_the_id_when_moving():
    people = mdm.reconcile({"police": frame(["姓名", "公民身份号码"], [("王小明", WANG), ("欧阳娜", OU)])})
    head = ["企业名称", "统一社会信用代码", "负责人", "负责人证件号码", "更新时间"]
    rows = [("苏州木棉建设有限公司", uscc(3), "王小明", WANG, "2018-01-01"),
            ("苏州木棉建设有限公司", uscc(3), "欧阳娜", OU, "2022-01-01"),
            ("苏州银杏建设有限公司", uscc(4), "王小明", WANG, "2022-01-01")]  # fmt: skip
    run = mdm.reconcile({"market": frame(head, rows)}, rules="legal_entity", bases={"population": people})
    wang = people.find(WANG)["entity_id"].item()
    held = run.relations.filter(to_entity=wang).collect().sort("valid_to", nulls_last=True)
    assert held["valid_to"].to_list() == [date(2022, 1, 1), None]
    assert held["from_entity"].to_list() == [run.find(uscc(n))["entity_id"].item() for n in (3, 4)]


def test_L11_parent_outside_and_branch_inside_the_city_answer_differently():
    head = ["企业名称", "统一社会信用代码", "住所", "登记机关"]
    run = firms(market=frame(head, [
        ("杭州青鸾软件有限公司", uscc(41), "浙江省杭州市西湖区文三路90号", "杭州市市场监督管理局"),
        ("杭州青鸾软件有限公司苏州分公司", uscc(42), "江苏省苏州市姑苏区十全街9号", "苏州市市场监督管理局"),
    ]))  # fmt: skip
    offices = [run.golden.filter(uscc=uscc(n)).collect()["register_office"].item()[:2] for n in (41, 42)]
    assert offices == ["杭州", "苏州"]
    assert len(run.relations.filter(relation="branch_of").collect()) == 1


def test_L12_two_sites_of_one_firm_have_two_permits_of_one_holder(city):
    held = city.relations.filter(relation="held_by").collect()
    assert held["from_entity"].n_unique() == 2
    assert held["to_entity"].unique().to_list() == [find(city, uscc(20))]
    sites = city.relations.filter(relation="located_at").collect()
    sites = sites.filter(pl.col("from_entity").is_in(held["from_entity"].implode()))
    assert set(sites["to_entity"]) == {place(city, 5), place(city, 8)}


def test_L15_an_old_tax_number_and_a_credit_code_are_one_taxpayer_with_its_place(city):
    code = uscc(20)
    tax = frame(["纳税人名称", "纳税人识别号", "住所"], [
        ("苏州紫藤服饰有限公司", code, DOOR.format(3)),
        ("苏州紫藤服饰有限公司", "320503" + code[8:17], DOOR.format(3)),
    ])  # fmt: skip
    run = mdm.reconcile(
        {"tax": tax}, rules="legal_entity", city="320500", bases={"geography": city.bases["geography"]}
    )
    assert len(set(owners(run, "tax"))) == 1
    assert run.relations.filter(relation="seated_at").collect()["to_entity"].to_list() == [place(city, 3)]


def test_L13_a_list_of_polluters_with_short_names_and_gcj02_points_finds_firm_and_door():
    """The short name leads to the firm, the firm to its door, and the door lies where the point says, in any frame."""
    firms_at = {"苏州青鸾电镀有限公司": ("青鸾电镀", 6, (120.7001, 31.3001)),
                "苏州白鹭印染有限公司": ("白鹭印染", 7, (120.7123, 31.3110)),
                "苏州玄武皮革有限公司": ("玄武皮革", 9, (120.7205, 31.3222))}  # fmt: skip
    plates = frame(
        ["标准地址", "坐标"],
        [(DOOR.format(door), f"{lon},{lat}") for _, door, (lon, lat) in firms_at.values()],
    )
    geography = mdm.reconcile(
        {"plates": plates}, rules="geography", frames={"plates": "cgcs2000"}, city="320500"
    )
    market = frame(
        ["企业名称", "统一社会信用代码", "住所"],
        [(name, uscc(at), DOOR.format(door)) for at, (name, (_, door, _)) in enumerate(firms_at.items(), 50)],
    )
    run = mdm.reconcile(
        {"market": market}, rules="legal_entity", city="320500", bases={"geography": geography}
    )
    sources = list(firms_at.items())
    found = run.lookup(pl.DataFrame({"污染源名称": [short for _, (short, _, _) in sources]})).filter(rank=1)
    assert found["name"].to_list() == [name for name, _ in sources]
    assert set(found["status"]) == {"candidates"}  # a short name is never taken for the firm in silence
    seats = run.relations.filter(relation="seated_at").collect()
    doors = found.join(seats, left_on="entity_id", right_on="from_entity", how="left", maintain_order="left")
    points = doors.join(
        geography.golden.collect().select("entity_id", "point"), left_on="to_entity", right_on="entity_id",
        how="left", maintain_order="left",
    )["point"]  # fmt: skip
    lons, lats = zip(*(point for _, (_, _, point) in sources), strict=True)
    east, north = convert_frame(list(lons), list(lats), "cgcs2000", "gcj02")
    given = pl.Series(f"{x},{y}" for x, y in zip(east, north, strict=True))
    away = mdm.measure_distances(given, points, frame="gcj02", right_frame="cgcs2000")
    assert away.null_count() == 0
    assert away.max() < 50


def test_L16_the_areas_of_a_parcel_s_tenants_sum_to_the_parcel_once_each_is_counted_once():
    """One parcel with several firms, one firm on several parcels, a tenant told by two departments in two wordings."""
    head = ["地块编号", "用地单位", "统一社会信用代码", "用地面积"]
    park = frame(head, [
        ("D1", "苏州青鸾软件有限公司", uscc(61), "1200"),
        ("D1", "苏州白鹭科技有限公司", uscc(62), "800"),
        ("D2", "苏州青鸾软件有限公司", uscc(61), "500"),
        ("D2", "苏州玄武餐饮管理有限公司", uscc(63), "250"),
    ])  # fmt: skip
    tax = frame(head, [
        ("D1", "苏州市青鸾软件有限公司（在业）", uscc(61), "1200"),
        ("D1", "蘇州白鷺科技有限公司", uscc(62)[8:17], "800"),
        ("D2", "苏州玄武餐饮管理有限公司", None, "250"),
    ])  # fmt: skip
    run = firms(park=park.rename({"用地单位": "单位名称"}), tax=tax.rename({"用地单位": "单位名称"}))
    tenants = run.crosswalk.collect().join(
        pl.concat([park.with_columns(source=pl.lit("park")), tax.with_columns(source=pl.lit("tax"))]),
        left_on=["source", "record_id"], right_on=["source", "编号"],
    )  # fmt: skip
    area = pl.col("用地面积").cast(pl.Int64)
    once = tenants.unique(["地块编号", "entity_id"]).group_by("地块编号").agg(area.sum()).sort("地块编号")
    assert once.rows() == [("D1", 2000), ("D2", 750)]
    on_parcels = tenants.unique(["地块编号", "entity_id"]).group_by("entity_id").len()["len"]
    assert sorted(on_parcels) == [1, 1, 2]


def test_a_representative_goes_before_an_operator_and_a_seat_before_a_postal_address():
    head = [
        "企业名称",
        "统一社会信用代码",
        "法定代表人",
        "经营者",
        "住所",
        "通讯地址",
        "联系电话",
        "手机号码",
    ]
    doors = [f"江苏省苏州市姑苏区平江街道临顿路{n}号" for n in (18, 20, 22)]
    run = firms(market=frame(head, [
        ("苏州青鸾软件有限公司", uscc(71), "王小明", "李建国", doors[0], doors[1], "0512-61110001", "13900000001"),
        ("姑苏区阿婆小吃店", uscc(72, "92"), None, "欧阳娜", None, doors[2], "无", "13900000002"),
        ("姑苏区老陈理发店", uscc(73, "92"), "/", "陈建华", "无", doors[2], None, "13900000003"),
    ]))  # fmt: skip
    golden = run.golden.sort("uscc").collect()
    assert golden["legal_representative"].to_list() == ["王小明", "欧阳娜", "陈建华"]
    assert golden["address"].to_list() == [doors[0], doors[2], doors[2]]
    assert golden["phone"].to_list()[1:] == ["+8613900000002", "+8613900000003"]


def test_an_address_glued_to_the_name_is_the_seat_where_the_file_has_no_other():
    run = firms(web=frame(["企业名称"], [("苏州青鸾软件有限公司(江苏省苏州市姑苏区平江街道临顿路18号)",)]))
    assert run.golden.collect()["address"].to_list() == ["江苏省苏州市姑苏区平江街道临顿路18号"]
