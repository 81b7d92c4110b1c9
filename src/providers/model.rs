//! What a provider is, and what can be told about somebody.

use crate::platform::codes::Code;
use crate::{code_list, typed_id};

typed_id!(
    ProviderId,
    "somebody outside the house who takes young people on, or is told about them"
);

code_list!(
    RecipientClasses,
    "recipient_class",
    "what kind of recipient somebody outside the house is (domain.md §2.3)",
    [
        "school",
        "health_service",
        "mental_health_service",
        "child_protection",
        "social_service",
        "training_provider",
        "employer",
        "housing",
        "legal_aid",
        "justice",
        "police",
        "partner_ngo",
        "family",
        "other",
    ]
);
/// A code of the list `recipient_class`.
pub type RecipientClass = Code<RecipientClasses>;
code_list!(
    ServiceKinds,
    "service_kind",
    "what a provider does for a young person (domain.md §2.3)",
    [
        "health",
        "mental_health",
        "substance_use",
        "child_protection",
        "school",
        "training",
        "employment",
        "housing",
        "legal_aid",
        "documents",
        "family_support",
        "material_help",
        "leisure",
        "other",
    ]
);
/// A code of the list `service_kind`.
pub type ServiceKind = Code<ServiceKinds>;
code_list!(
    DataCategories,
    "data_category",
    "what can be told about somebody (domain.md, appendix A: disclosure)",
    [
        "identity",
        "contact",
        "attendance",
        "needs",
        "plan",
        "assessment",
        "school_work",
        "family",
        "health",
        "justice",
        "safety",
    ]
);
/// A code of the list `data_category`.
pub type DataCategory = Code<DataCategories>;
