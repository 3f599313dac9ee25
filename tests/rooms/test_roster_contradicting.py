"""A file is tried on the whole network before it counts, whatever the check of its rows overlooks."""

from lianjing.records.models import Holding
from lianjing.rooms.uploads import reading
from tests.rooms.rosters import row, sign_in, staff, teachers
from tests.rooms.test_uploads import accept, batches, handed_in


def test_a_file_that_would_contradict_the_network_is_not_taken_in(client, county, monkeypatch):
    """Two holders of one seat would have stopped every edit in the county."""
    teachers(county)
    seat, two = county.post("s001", "", "CGY", "采购员"), [staff(county, "张伟", 1), staff(county, "李娜", 2)]
    clerk = sign_in(client, county.clerk)
    batch = handed_in(clerk, row("张伟", 1), row("李娜", 2))
    whole = reading.write

    def careless(*asked, **more):
        for person in two:
            Holding(post=seat, person=person, valid_from="2026-09-01").save()
        return whole(*asked, **more)

    monkeypatch.setattr(reading, "write", careless)
    assert "采购员" in accept(clerk, batch).content.decode()
    assert batches()[0].state == "checked"
    assert not Holding._base_manager.filter(post=seat).exists()
