//! A list of places as it is stored: the steps from each to the next, seven bits a byte; or a bit for each place, where that is
//! shorter.

const STEPS: u8 = 0;
const BITS: u8 = 1;

/// Places as they are stored; they come in order.
pub(super) fn written(places: &[u32]) -> Vec<u8> {
    let bytes = places.last().map_or(0, |last| *last as usize / 8 + 1);
    if bytes < places.len() {
        let mut bits = vec![0; bytes + 1];
        bits[0] = BITS;
        for place in places {
            bits[*place as usize / 8 + 1] |= 1 << (place % 8);
        }
        return bits;
    }
    let mut steps = vec![STEPS];
    let mut next = 0;
    for place in places {
        let mut step = place - next;
        while step >= 0x80 {
            steps.push(step as u8 | 0x80);
            step >>= 7;
        }
        steps.push(step as u8);
        next = place + 1;
    }
    steps
}

/// The places of a stored list, in order. Whatever else stands there is no place: what an index offers is looked at again.
pub(super) fn places_in(stored: &[u8]) -> Box<dyn Iterator<Item = u32> + '_> {
    match stored.split_first() {
        Some((&BITS, bits)) => Box::new(bits.iter().enumerate().flat_map(|(at, byte)| {
            (0..8_u32).filter(move |bit| byte & (1 << bit) != 0).map(move |bit| at as u32 * 8 + bit)
        })),
        Some((&STEPS, steps)) => {
            let (mut next, mut step, mut shift) = (0_u32, 0_u32, 0_u32);
            Box::new(steps.iter().filter_map(move |byte| {
                step |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
                shift += 7;
                if byte & 0x80 != 0 {
                    return None;
                }
                let place = next.saturating_add(step);
                (next, step, shift) = (place.saturating_add(1), 0, 0);
                Some(place)
            }))
        }
        _ => Box::new(std::iter::empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_however_they_are_stored() {
        let all: Vec<u32> = (0..4096).collect();
        let thirds: Vec<u32> = (0..4096).step_by(3).collect();
        let few = vec![0, 1, 127, 128, 129, 4095, 70_000, 5_000_000];
        for places in [all.clone(), thirds, few, vec![4095], Vec::new()] {
            assert_eq!(places_in(&written(&places)).collect::<Vec<u32>>(), places);
        }
        assert_eq!(written(&all).len(), 4096 / 8 + 1);
        assert_eq!(written(&[4095]).len(), 3);
    }

    #[test]
    fn what_is_damaged_stops_nothing() {
        for stored in [&[][..], &[7, 1, 2], &[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], &[0, 0x80]] {
            assert!(places_in(stored).count() < 9);
        }
    }
}
