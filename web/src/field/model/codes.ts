// Code lists a form offers, in the order of the API's document (api-spec/openapi.json; a test compares them with it).
import type { components } from "../../api/schema";

type Codes<N extends keyof components["schemas"]> = readonly components["schemas"][N][];

/** What a session was (domain.md §5.13). */
export const SESSION_TYPES = [
  "individual_mentoring", "individual_counselling", "case_management", "group_life_skills", "group_cbt",
  "family_meeting", "home_visit", "street_outreach", "crisis_response", "mediation", "sport_session",
  "culture_session", "training_class", "job_coaching", "work_shift", "oc_harms_lesson", "peer_support",
  "court_accompaniment", "custody_visit", "medical_accompaniment", "school_meeting", "case_conference",
  "community_event", "service_learning", "tattoo_removal", "reception_on_release", "aftercare_checkin", "other",
] as const satisfies Codes<"SessionType">;

/** How they met, or were to meet (domain.md §5.14). */
export const CONTACT_MODES = [
  "in_person_office", "in_person_home", "in_person_community", "in_person_institution", "phone_call", "video_call",
  "text_message", "messaging_app", "email", "letter", "third_party", "online_platform",
] as const satisfies Codes<"ContactMode">;

/** What came of an attempt to reach her (domain.md §5.14). */
export const ATTEMPT_RESULTS = [
  "reached", "no_answer", "left_neutral_message", "number_dead", "third_party_answered", "refused", "unsafe_stopped",
] as const satisfies Codes<"AttemptResult">;

/** How she took part (domain.md §2.8). */
export const ATTENDANCES = [
  "present", "late", "left_early", "absent_excused", "absent_unexcused", "cancelled_by_provider",
  "cancelled_by_person", "no_session_custody",
] as const satisfies Codes<"Attendance">;

/** Whose words a note holds (domain.md §5.19). */
export const NOTE_KINDS = [
  "factual_contact", "professional_opinion", "young_persons_words", "third_party_info", "safeguarding",
] as const satisfies Codes<"CaseNoteKind">;

/** Whom a concern is about. */
export const CONCERN_ABOUTS = [
  "staff", "family", "peer", "other",
] as const satisfies Codes<"ConcernAbout">;

/** What is agreed to (domain.md §5.12). */
export const CONSENT_KINDS = [
  "service_participation", "assent_service", "data_processing", "record_sensitive_data", "assessment_screening",
  "share_named_recipient", "share_recipient_class", "multi_agency_conference", "contact_by_phone",
  "contact_by_message", "contact_family", "photo_video", "story_or_quote", "research_evaluation",
  "nonidentifiable_reporting", "justice_record_match", "followup_after_exit", "transport_trip", "medical_emergency",
  "digital_account",
] as const satisfies Codes<"ConsentKind">;

/** Who decided (domain.md §5.12). */
export const CONSENT_GIVERS = [
  "young_person", "parent", "legal_guardian", "court", "trusted_adult", "agency_best_interests",
] as const satisfies Codes<"ConsentGiver">;

/** How a decision was taken down. */
export const CONSENT_METHODS = [
  "signed", "oral_recorded", "thumbprint", "digital",
] as const satisfies Codes<"ConsentMethod">;

/** Who else was there. */
export const CONSENT_WITNESSES = [
  "colleague", "family_member", "interpreter", "other_adult",
] as const satisfies Codes<"ConsentWitness">;

/** What the processing rests on (domain.md §5.12). */
export const LEGAL_BASES = [
  "consent", "vital_interest", "public_interest", "legitimate_interest", "contract", "legal_obligation",
] as const satisfies Codes<"LegalBasis">;

/** Why the house decided for her (domain.md §2.6). */
export const BEST_INTERESTS_REASONS = [
  "no_safe_caregiver", "caregiver_not_reached", "not_able_to_consent", "life_at_risk",
] as const satisfies Codes<"BestInterestsReason">;

/** What kind of recipient may be told. */
export const RECIPIENT_CLASSES = [
  "school", "health_service", "mental_health_service", "child_protection", "social_service", "training_provider",
  "employer", "housing", "legal_aid", "justice", "police", "partner_ngo", "family", "other",
] as const satisfies Codes<"RecipientClass">;

/** What may be told. */
export const DATA_CATEGORIES = [
  "identity", "contact", "attendance", "needs", "plan", "assessment", "school_work", "family", "health", "justice",
  "safety",
] as const satisfies Codes<"DataCategory">;

/** Who asked (domain.md §5.9). */
export const REFERRAL_SOURCES = [
  "self", "family_or_friend", "outreach_worker", "peer_participant", "school", "child_protection",
  "juvenile_justice", "probation_parole", "police", "prosecutor", "court", "prison_or_detention", "hospital_trauma",
  "mental_health_service", "shelter", "residential_project", "hotline", "faith_group", "community_leader",
  "employer_training_provider", "social_media_online", "partner_ngo", "government_other", "data_driven_list",
  "other",
] as const satisfies Codes<"ReferralSource">;

/** Does somebody oblige her to come? (domain.md §5.9) */
export const REFERRAL_MANDATES = [
  "voluntary", "parental_insistence", "supervision_condition", "diversion_condition", "court_ordered",
] as const satisfies Codes<"ReferralMandate">;

/** How soon she must be seen. */
export const REFERRAL_URGENCIES = [
  "immediate", "urgent", "routine",
] as const satisfies Codes<"ReferralUrgency">;

/** What they hope for. */
export const REFERRAL_REASONS = [
  "school", "work", "training", "family", "housing", "safety", "wellbeing", "leisure", "guidance", "documents",
  "legal", "other",
] as const satisfies Codes<"ReferralReason">;

/** Did she agree to be referred? */
export const REFERRAL_AGREEMENTS = [
  "yes", "no", "unknown",
] as const satisfies Codes<"ReferralAgreement">;

/** How she names her gender (domain.md §5.2). */
export const GENDERS = [
  "woman_girl", "man_boy", "nonbinary", "self_described",
] as const satisfies Codes<"GenderIdentity">;

/** Why something is not known (domain.md §5.1). */
export const MISSING_REASONS = [
  "unknown_to_person", "prefers_not", "not_asked", "not_applicable", "withheld_for_safety",
  "staff_unable_to_determine", "discarded_by_policy",
] as const satisfies Codes<"MissingReason">;

/** How far a goal has come (domain.md §2.7). */
export const GOAL_STATUSES = [
  "not_started", "in_progress", "achieved", "partly_achieved", "not_achieved", "dropped", "changed",
] as const satisfies Codes<"GoalStatus">;

/** Why a task is not done. */
export const TASK_DISMISSALS = [
  "in_contact", "expected_back", "being_sought", "service_not_recorded", "review_planned", "being_renewed",
  "not_wanted", "other",
] as const satisfies Codes<"TaskDismissal">;

/** What a way to reach somebody is. */
export const CONTACT_KINDS = ["phone", "messenger", "mail", "other_person"] as const satisfies Codes<"ContactKind">;

/** What a clock of the programme asks. */
export const TASK_KINDS = [
  "lost_contact", "pause_review", "review_due", "reconsent", "referral_out_silent", "follow_up", "intake_open",
  "consent_ends", "plan_missing", "plan_overdue", "goal_due", "plan_action_due", "offer_silent", "joining_open",
  "incident_action_due",
] as const satisfies Codes<"TaskKind">;

/** Why a session is corrected. */
export const CORRECTION_REASONS = [
  "typed_wrong", "learned_later", "young_person_asked", "should_not_be_kept",
] as const satisfies Codes<"CorrectionReason">;

/** Kinds of session that have a roll; all others are with one young person (`one_to_one`, `src/sessions/model/mod.rs`). */
export const GROUP_TYPES = [
  "group_life_skills", "group_cbt", "sport_session", "culture_session", "training_class", "oc_harms_lesson", "peer_support",
  "community_event", "service_learning",
] as const satisfies Codes<"SessionType">;

const ATTENDED: readonly string[] = ["present", "late", "left_early"] satisfies Codes<"Attendance">;

/** Was she there, if only for a part? Late and left early count with the minutes she was there (domain.md §2.8). */
export function attended(attendance: string | null): boolean {
  return attendance !== null && ATTENDED.includes(attendance);
}

/** Is this one of the list? */
export function isOf<C extends string>(list: readonly C[], code: unknown): code is C {
  return typeof code === "string" && (list as readonly string[]).includes(code);
}
