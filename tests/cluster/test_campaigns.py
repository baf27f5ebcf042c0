"""Campaigns and what is counted for them, on a Redis Cluster; not what is refused before the store is asked."""

from web.test_campaigns import (  # noqa: F401 - tests and their fixture
    app,
    test_a_campaign_is_put_read_listed_and_deleted,
    test_a_change_is_live_in_every_process_within_a_second,
    test_an_event_that_is_sent_again_counts_once,
    test_results_tell_what_each_variant_achieved_on_each_day,
    test_the_results_of_a_whole_year_can_be_had,
)
