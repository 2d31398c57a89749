//! A few short reports of invented authorities, small enough to count their words by hand.

use std::sync::Arc;

use crate::support::{Place, Shared};

/// Two pages, numbered paragraphs, a footer and a hyphen at a line end.
pub(crate) const ASHCOMBE_2019: &str = "\
Ashcombe Council

Inspection of children’s social care services

Inspection dates: 4 March 2019 to 15 March 2019

Lead inspector: Petra Lindqvist

The experiences of children who go missing

1. Children who go missing are offered a return home interview by a worker
whom they know. The team’s records of these interviews are thorough.

2. Managers read every return home interview. What is learnt is shared at a multi-
agency meeting, where police and health workers plan what to do next.

Ashcombe inspection 1
\u{c}
The help given to care leavers

3. Care leavers have pathway plans which they helped to write. Personal advisers
stay in touch with nearly all of them.

4. Homes for young people are scarce, and few return to the homes that they left.

Ashcombe inspection 2
";

/// Front matter gives what the text does not say.
pub(crate) const ASHCOMBE_2021: &str = "\
---
title: Focused visit to Ashcombe
authority: Ashcombe
kind: focused-visit
date: 2021-06-23
inspectors: [Petra Lindqvist, Owen Tansley]
theme: front door
---

# Focused visit to Ashcombe

## Thresholds

Thresholds are understood. Referrals are screened on the day they arrive.

- Interviews with parents begin early.
- Neglect is recognised late where older children are concerned.

## Missing children

Fewer children went missing than a year before.
";

pub(crate) const BRINDLE_2018: &str = "\
---
title: Inspection of Brindle
authority: Brindle
region: Westmark
kind: inspection
date: 2018-01-30
overall_grade: requires improvement
---

# Inspection of Brindle

## Missing children

No return home interview was offered to a third of the children who had been missing.

The multiagency panel meets monthly.

## Neglect

Neglect is not measured. Neglect cases drift, and drift is not challenged.
";

/// Nothing in it says whose letter it is, or of when.
pub(crate) const LETTER: &str = "\
Thank you for the help that you gave. Thresholds were discussed, and a café was visited.

The workers’ own café is “a home from home”, they said.
";

/// Passages on return home interviews.
pub(crate) const ASHCOMBE_6: &str = "ashcombe/inspection-2019.txt#6";
pub(crate) const ASHCOMBE_7: &str = "ashcombe/inspection-2019.txt#7";
pub(crate) const BRINDLE_3: &str = "brindle/inspection-2018.md#3";

/// A place with the four reports in `corpus`.
pub(crate) fn unread() -> Place {
    Place::new()
        .file("corpus/ashcombe/inspection-2019.txt", ASHCOMBE_2019)
        .file("corpus/ashcombe/focused-visit-2021.md", ASHCOMBE_2021)
        .file("corpus/brindle/inspection-2018.md", BRINDLE_2018)
        .file("corpus/letter.txt", LETTER)
}

/// The same with an index, shared by all tests that only read it.
pub(crate) fn library() -> Arc<Place> {
    static LIBRARY: Shared = Shared::new();
    LIBRARY.get(|| unread().indexed())
}
