//! Counts that may be told to everybody: none from which somebody could work out how a small group answered.

/// A group of fewer people than this is not told of.
pub const LEAST: i64 = 5;

/// These counts of people, whose sum may be known, as far as they are told; none where one is kept back.
///
/// Where a group is small, each that is smaller than [`LEAST`] is kept back. So is an empty one: nobody tells a few from none.
/// One larger is kept back with them, so that none can be worked out from the sum. It is the next in the order of the list,
/// whatever its size: that says nothing of the others. If what is kept back could still be parted in one way only, the one
/// after it is kept back too.
///
/// ```
/// use merzim_domain::tally::told;
/// assert_eq!(told(&[12, 3, 9, 20]), [Some(12), None, None, Some(20)]);
/// assert_eq!(told(&[12, 0, 9]), [Some(12), Some(0), Some(9)]);
/// ```
#[must_use]
pub fn told(counts: &[i64]) -> Vec<Option<i64>> {
    let mut told: Vec<Option<i64>> = counts.iter().copied().map(Some).collect();
    let is_below = |count: &i64| *count < LEAST;
    if !counts.iter().any(|count| *count > 0 && is_below(count)) {
        return told;
    }
    let first = counts.iter().position(is_below).unwrap_or_default();
    let (mut kept_back, mut covered) = (counts.iter().copied().filter(is_below).sum::<i64>(), false);
    told.iter_mut().filter(|cell| cell.as_ref().is_some_and(is_below)).for_each(|cell| *cell = None);
    let places = (first..counts.len()).chain(0..first);
    for place in places {
        if covered && kept_back > LEAST + 1 {
            break;
        }
        if let Some(count) = told.get_mut(place).and_then(Option::take) {
            kept_back += count;
            covered = true;
        }
    }
    told
}

/// These counts of groups that may overlap, such as those who chose each of several options. A group is kept back where it is small, or
/// where all others of the whole are few. Then so is each group of nobody, and of everybody: nobody tells a few from none.
///
/// ```
/// use merzim_domain::tally::told_apart;
/// assert_eq!(told_apart(&[20, 19, 9, 0], 20), [None, None, Some(9), None]);
/// assert_eq!(told_apart(&[20, 9, 0], 20), [Some(20), Some(9), Some(0)]);
/// ```
#[must_use]
pub fn told_apart(counts: &[i64], whole: i64) -> Vec<Option<i64>> {
    let is_small = |people: i64| (1..LEAST).contains(&people);
    let are_few = counts.iter().any(|count| is_small(*count) || is_small(whole - count));
    let is_large = |count: &i64| (*count).min(whole - count) >= LEAST;
    counts.iter().copied().map(Some).map(|count| count.filter(|count| !are_few || is_large(count))).collect()
}

/// Whether the figures that are shown while others still respond go on with this response: by five at a time. Whoever compares two of
/// them sees how a group answered, and nobody alone.
#[must_use]
pub const fn is_step(responses: i64) -> bool {
    responses % LEAST == 0
}

/// How large a part is of the whole, in thousandths, rounded; nothing is no part of nothing.
#[must_use]
pub const fn share(part: i64, whole: i64) -> i64 {
    if whole == 0 { 0 } else { (2_000 * part + whole) / (2 * whole) }
}

/// The mean of values, each with how often it was given, in hundredths, rounded; none of nothing.
#[must_use]
pub fn mean(values: &[(i64, i64)]) -> Option<i64> {
    let (sum, number) = values.iter().fold((0, 0), |(sum, all), (value, number)| (sum + value * number, all + number));
    (number > 0).then(|| (200 * sum + number) / (2 * number))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{LEAST, mean, share, told, told_apart};

    /// What is known of some counts: their sum, and what is told of each.
    type Known = (i64, Vec<Option<i64>>);

    /// Every list of so many counts up to the largest.
    fn lists(length: u32, largest: i64) -> impl Iterator<Item = Vec<i64>> {
        let base = largest + 1;
        (0..base.pow(length)).map(move |number| (0..length).map(|place| number / base.pow(place) % base).collect())
    }

    #[test]
    fn no_small_group_can_be_worked_out_from_what_is_told_and_the_sum() {
        // What somebody could know who tries every way in which people may have answered.
        for (length, largest) in [(1, 30), (2, 20), (3, 14), (4, 10)] {
            let mut ways: BTreeMap<Known, Vec<Vec<i64>>> = BTreeMap::new();
            for counts in lists(length, largest) {
                ways.entry((counts.iter().sum(), told(&counts))).or_default().push(counts);
            }
            // Of larger sums not every way has been tried.
            for ((_, cells), ways) in ways.iter().filter(|((sum, _), _)| *sum <= largest) {
                for (place, _) in cells.iter().enumerate().filter(|(_, cell)| cell.is_none() && length > 1) {
                    let first = ways[0][place];
                    let is_certain = ways.iter().all(|counts| counts[place] == first);
                    assert!(!(is_certain && (1..LEAST).contains(&first)), "{cells:?}: {ways:?}");
                }
            }
        }
    }

    #[test]
    fn of_groups_that_overlap_none_is_told_that_is_small_or_leaves_few_out() {
        let with_wholes = |counts: Vec<i64>| {
            let most = counts.iter().copied().max().unwrap_or_default();
            (most..25).map(move |whole| (counts.clone(), whole))
        };
        for (counts, whole) in lists(3, 12).flat_map(with_wholes) {
            for (told, count) in told_apart(&counts, whole).iter().zip(&counts) {
                let few = |number: i64| (1..LEAST).contains(&number);
                assert!(told.is_none() || !few(*count) && !few(whole - count), "{counts:?} of {whole}");
            }
        }
    }

    #[test]
    fn no_small_group_is_told_and_nothing_is_kept_back_without_one() {
        for counts in lists(4, 9) {
            let told = told(&counts);
            let is_small = |count: &i64| (1..LEAST).contains(count);
            assert!(!told.iter().flatten().any(is_small), "{counts:?}");
            assert_eq!(told.contains(&None), counts.iter().any(is_small), "{counts:?}");
        }
    }

    #[test]
    fn shares_and_means_are_rounded() {
        assert_eq!((share(1, 3), share(2, 3), share(0, 0)), (333, 667, 0));
        assert_eq!((mean(&[(1, 1), (2, 2)]), mean(&[(4, 0)])), (Some(167), None));
    }
}
