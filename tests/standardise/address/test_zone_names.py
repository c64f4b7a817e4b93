"""Zones by the names addresses write, and the division each lies in."""

from datetime import date

import pytest

import mdm


@pytest.mark.parametrize(
    ("address", "district", "zone"),
    [
        ("昆山经济技术开发区前进东路88号", "昆山市", "昆山经济技术开发区"),
        ("昆山市开发区前进东路88号", "昆山市", "昆山经济技术开发区"),
        ("平湖市经济开发区福善路88号", "平湖市", "平湖经济技术开发区"),
        ("合肥市蜀山区高新技术产业开发区望江西路88号", "蜀山区", "合肥高新技术产业开发区"),
        ("天津滨海高新区海泰发展六道6号", None, "天津滨海高新技术产业开发区"),
        ("深圳市福田保税区市花路5号", "福田区", "深圳福田保税区"),
        # A county without such a zone is not given that of its city.
        ("嘉兴市海盐县经济开发区新桥北路88号", "海盐县", "经济开发区"),
    ],
)
def test_zone_and_administrative_path(address, district, zone):
    read = mdm.standardise_values("address", [address], at=date(2026, 1, 1))
    assert read.select("district", "zone").row(0) == (district, zone)
