//! Plans put together: of all, of any, of none.

use super::plan::{Column, Plan};

/// The plan of all of several, with what is worth nothing made one where that finds the same: very many dates, or
/// very many words that are denied.
pub(super) fn all_of(plan: Plan) -> Plan {
    let Plan::And(plans) = plan else { return plan };
    if plans.len() < MIN_COMBINED {
        return Plan::And(plans);
    }
    let mut columns: Vec<Column> = Vec::new();
    let (mut kept, mut denied) = (Vec::new(), Vec::new());
    for plan in plans {
        if let Plan::Not(plan) = plan {
            denied.push(*plan);
        } else if let Plan::Column(column) = plan {
            if !columns.iter_mut().any(|known| known.narrow(&column)) {
                columns.push(column);
            }
        } else {
            kept.push(plan);
        }
    }
    kept.extend(columns.into_iter().map(Plan::Column));
    if !denied.is_empty() {
        kept.push(Plan::Not(Box::new(any_of(Plan::Or(denied)))));
    }
    Plan::And(kept)
}

/// The plan of any of several, likewise: very many values or dates.
pub(super) fn any_of(plan: Plan) -> Plan {
    let Plan::Or(plans) = plan else { return plan };
    if plans.len() < MIN_COMBINED {
        return Plan::Or(plans);
    }
    let (mut kept, mut terms, mut columns) = (Vec::new(), Vec::new(), Vec::new());
    for plan in plans {
        if let Plan::Terms(mut listed) = plan {
            terms.append(&mut listed);
        } else if let Plan::Column(column) = plan {
            columns.push(column);
        } else {
            kept.push(plan);
        }
    }
    if !terms.is_empty() {
        terms.sort_unstable_by(|a, b| (a.field.field_id(), &a.term).cmp(&(b.field.field_id(), &b.term)));
        terms.dedup();
        kept.push(Plan::Terms(terms));
    }
    kept.extend(Column::merged(columns).into_iter().map(Plan::Column));
    if kept.len() == 1 { kept.remove(0) } else { Plan::Or(kept) }
}

/// From this many conditions on, the unscored ones are made one where they can be.
const MIN_COMBINED: usize = 16;

/// What a passage must not meet is worth nothing.
pub(super) fn denied(plan: Plan) -> Plan {
    Plan::Not(Box::new(plan.boosted(0.0)))
}
