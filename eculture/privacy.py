"""What the portal keeps about whom: every field of every model has a class.

public: anybody may read it · official: for those who work with it · personal: about a person ·
special: FIN, what a child achieves or lacks, what somebody decided about a child ·
secret: what opens something or leads to somebody, kept as a hash; it is never shown, not even to its owner.
Classes decide what a log, a journal and an export may hold; tests/eculture/test_privacy.py refuses a field
without one.
Translations of a field (`name_az`) and the rows of its history have the class of the field.
"""

PUBLIC, OFFICIAL, PERSONAL, SPECIAL, SECRET = "public", "official", "personal", "special", "secret"
CLASSES = (PUBLIC, OFFICIAL, PERSONAL, SPECIAL, SECRET)

# model → class → names of fields; the primary key of a model is of the model's mildest class
FIELDS: dict[str, dict[str, str]] = {
    "eculture.User": {
        OFFICIAL: "is_superuser is_staff is_active is_demo groups user_permissions",
        PERSONAL: "last_login email phone language date_joined",
        SECRET: "password",
    },
    "eculture.JournalEntry": {
        OFFICIAL: "at verb subject_type subject_id request_id",
        PERSONAL: "actor_id reason before after",
    },
    "eculture.JournalSeal": {OFFICIAL: "number at until count previous sha256"},
    "eculture.SealedEntry": {OFFICIAL: "entry seal sha256"},
    "eculture.JournalCheck": {OFFICIAL: "at number sha256 entries fault"},
    "eculture.IssuedDocument": {
        PUBLIC: "kind code issuer signer state sha256 issued_at ended_at title superseded_by",
        OFFICIAL: "subject_type subject_id",
        PERSONAL: "holder holder_label person_id file",
    },
    "eculture.Job": {
        OFFICIAL: "kind state lease_until attempt done total text cancel_asked error created_at started_at"
        " finished_at result_sha256 result_name",
        PERSONAL: "params key by result",
    },
    "eculture.Notice": {PERSONAL: "kind to key context created_at read_at"},
    "eculture.Delivery": {
        OFFICIAL: "channel key state due_at lease_until tries tries_before sent_at error created_at",
        PERSONAL: "notice",
    },
    "eculture.MovedDay": {PUBLIC: "day is_working reason"},
    "eculture.Breaker": {OFFICIAL: "failures open_until fault"},
    "eculture.ChannelChoice": {PERSONAL: "user kind channel is_wanted"},
    "eculture.PhoneClaim": {OFFICIAL: "expires_at tries", PERSONAL: "user phone", SECRET: "code_hash"},
    "eculture.DeliveryTry": {OFFICIAL: "delivery number begun_at ended_at outcome reference error"},
    "registry.Cluster": {PUBLIC: "code name order is_official"},
    "registry.Trait": {PUBLIC: "code name order"},
    "registry.Indicator": {PUBLIC: "code name kinds most jump order"},
    "registry.Kind": {PUBLIC: "code name cluster is_school is_expected traits"},
    "registry.Mandate": {
        OFFICIAL: "role institution region since until revoked_at act",
        PERSONAL: "user granted_by",
    },
    "registry.Word": {PUBLIC: "word shown"},
    "registry.Institution": {
        PUBLIC: "code kind name_az name_en name_ru short_name registered_unit operating_unit address lat lon"
        " founded state closed_on successor supervisor honour parent figures traits voen phone website"
        " source source_url updated_at search_text search_vector",
    },
    "registry.LegalAct": {PUBLIC: "kind number on link file"},
    "registry.LifecycleEvent": {
        PUBLIC: "kind on precision act reason recorded_at voided_at void_reason",
        PERSONAL: "recorded_by voided_by",
    },
    "registry.Effect": {PUBLIC: "event institution role changes"},
    "registry.InstitutionVersion": {
        PUBLIC: "institution kind name_az name_en name_ru short_name registered_unit operating_unit address"
        " lat lon founded state closed_on successor supervisor honour parent figures voen phone website"
        " source source_url event valid recorded_at superseded_at",
    },
    "registry.ExternalId": {PUBLIC: "institution source ref since until"},
    "registry.Unit": {PUBLIC: "code kind name parent region merged_into lat lon since until"},
    "registry.Change": {PUBLIC: "number institution kind at"},
    "registry.OpenDataTerms": {PUBLIC: "publisher contact licence basis is_only"},
    "registry.Release": {PUBLIC: "day records begun_at finished_at"},
    "registry.ReleaseFile": {PUBLIC: "release format file size sha256"},
    "registry.Proposal": {
        OFFICIAL: "institution year before after note state proposed_at decided_at answer",
        PERSONAL: "proposed_by decided_by",
    },
    "registry.Confirmation": {PUBLIC: "institution on", PERSONAL: "by"},
    "registry.Opening": {PUBLIC: "institution since until weekday opens closes"},
    "registry.SpecialDay": {PUBLIC: "institution day opens closes note"},
    "registry.Facility": {
        PUBLIC: "name unit address lat lon precision built area condition owner heritage_number answers"
        " answered_on",
        PERSONAL: "answered_by",
    },
    "registry.Space": {PUBLIC: "facility kind name seats standing"},
    "registry.Occupancy": {PUBLIC: "institution facility role since until"},
    "registry.AccessNeed": {PUBLIC: "persona question"},
    "registry.Sender": {OFFICIAL: "name columns constants words"},
    "registry.ImportLoad": {
        OFFICIAL: "sender file_name sha256 state loaded_at job header columns constants",
        PERSONAL: "loaded_by head",
    },
    "registry.ImportRow": {
        OFFICIAL: "load row verdict written_at name institution alike is_another changes remarks events keys",
        PERSONAL: "cells problems",
    },
    "registry.ImportRepair": {OFFICIAL: "row field cause accepted", PERSONAL: "before after"},
    "registry.DuplicatePair": {
        OFFICIAL: "first second score reasons state found_at decided_at",
        PERSONAL: "decided_by",
    },
    "registry.Unification": {
        OFFICIAL: "pair kept given_up moved events traits at undone_at",
        PERSONAL: "by",
    },
    "registry.Criterion": {PUBLIC: "code weight"},
    "registry.QualityDay": {OFFICIAL: "day region records points"},
    "registry.Stray": {OFFICIAL: "institution kilometres"},
    "registry.Population": {PUBLIC: "unit day people source"},
    "registry.UnitAlias": {PUBLIC: "unit name note"},
    "cabinet.Service": {
        PUBLIC: "slug title summary legal_basis executor channels documents fee term result refusal_grounds"
        " apply_route provider life_events order is_published",
    },
    "cabinet.LifeEvent": {PUBLIC: "slug name order"},
    "cabinet.Person": {
        PERSONAL: "user surname name patronymic sex birth_date citizenship created_at",
        SPECIAL: "fin",
        SECRET: "fin_index",
    },
    "cabinet.ConsentText": {PUBLIC: "purpose version text created_at", PERSONAL: "made_by"},
    "cabinet.Consent": {OFFICIAL: "wording given_at withdrawn_at", PERSONAL: "person given_by"},
    "cabinet.RetentionRule": {PUBLIC: "slug is_kept years law article why is_assumption"},
    "cabinet.Passport": {
        OFFICIAL: "shown_at",
        PERSONAL: "person country",
        SPECIAL: "number",
        SECRET: "index",
    },
    "cabinet.Guardianship": {
        PERSONAL: "guardian child kind since until document limit limit_since limit_act"
    },
    "cabinet.Delegation": {
        OFFICIAL: "covers_all services only_looks since until state asked_at accepted_at ended_at",
        PERSONAL: "principal delegate delegate_name reason",
        SECRET: "delegate_index",
    },
    "cabinet.Bill": {
        OFFICIAL: "payable about created_at due_at",
        PERSONAL: "title person payer amount state",
    },
    "cabinet.Payment": {
        OFFICIAL: "reference page started_at asked_at",
        PERSONAL: "bill amount state",
    },
    "cabinet.ServiceVersion": {
        PUBLIC: "service number state definition term_days extended_days appeal_days route needs_two"
        " created_at published_at",
        PERSONAL: "made_by",
    },
    "cabinet.ServiceFigures": {
        PUBLIC: "service since until received decided refused late median_days ninetieth_days grounds"
        " counted_at",
    },
    "cabinet.Attachment": {
        OFFICIAL: "content_type size sha256 scan_state created_at removed_at may_be_reused expires_on",
        PERSONAL: "owner uploaded_by title name file consent",
    },
    "cabinet.CalendarAddress": {
        OFFICIAL: "created_at revoked_at",
        PERSONAL: "user",
        SECRET: "token_hash stamp",
    },
    "cabinet.Case": {
        OFFICIAL: "version state step revision region institution on_behalf_of about created_at saved_at"
        " submitted_at term_days due_on warned_at escalated_at decided_at closed_at claim_until claimed_at",
        PERSONAL: "number applicant subject parent look filed_by desk_officer assignee",
        SPECIAL: "answers sources sent_answers",
        SECRET: "claim_hash",
    },
    "cabinet.Message": {OFFICIAL: "case is_from_staff is_note at read_at", PERSONAL: "author text"},
    "cabinet.InfoRequest": {
        OFFICIAL: "case due_on asked_at answered_at lapsed",
        PERSONAL: "items text asked_by answer",
    },
    "cabinet.Opinion": {
        OFFICIAL: "case institution region asked_at given_at is_favourable",
        PERSONAL: "question asked_by text given_by",
    },
    "cabinet.Paper": {OFFICIAL: "case field at", PERSONAL: "attachment info_request message"},
    "cabinet.Decision": {
        OFFICIAL: "case state outcome grounds proposed_at made_at read_at appeal_until overturned_at",
        PERSONAL: "proposed_by signed_by document",
        SPECIAL: "text",
    },
    "schools.Specialty": {PUBLIC: "code name direction"},
    "schools.Programme": {PUBLIC: "code specialty years needs_accompanist"},
    "schools.School": {PUBLIC: "institution programmes"},
    "schools.Campaign": {
        PUBLIC: "year name state plan_published_at pass_mark paid_from max_specialties max_schools"
        " age_counted_on tie_break answer_days jury_size jury_spread late_choice_days"
        " lot_seed lot_commitment studies_start_on",
        OFFICIAL: "lot_secret",
    },
    "schools.ExamCentre": {PUBLIC: "campaign institution directions"},
    "schools.ExamRoom": {PUBLIC: "centre name seats is_step_free"},
    "schools.ExamCriterion": {PUBLIC: "campaign direction name most order"},
    "schools.ExamSession": {OFFICIAL: "room direction starts_at ends_at seats state"},
    "schools.ExamSeat": {OFFICIAL: "session number span round", PERSONAL: "application child is_absent"},
    "schools.JuryMember": {OFFICIAL: "session is_chair signed_at span", PERSONAL: "user"},
    "schools.JuryAbstention": {OFFICIAL: "given_at", SPECIAL: "seat member reason"},
    "schools.JurySheet": {OFFICIAL: "round given_at", SPECIAL: "seat member points"},
    "schools.Appeal": {
        OFFICIAL: "region filed_at decided_at",
        PERSONAL: "application filed_by proposed_by decided_by",
        SPECIAL: "reason state points_before proposed_points grounds",
    },
    "schools.JuryMark": {SPECIAL: "sheet criterion points"},
    "schools.PriorityGroup": {PUBLIC: "campaign name legal_basis rank"},
    "schools.PriorityClaim": {
        OFFICIAL: "state claimed_at decided_at",
        PERSONAL: "decided_by",
        SPECIAL: "application group grounds",
    },
    "schools.NeededPaper": {PUBLIC: "campaign name direction group is_required order"},
    "schools.ApplicationPaper": {OFFICIAL: "application needed at", PERSONAL: "attachment"},
    "schools.RuleBook": {PUBLIC: "campaign text sha256 frozen_at"},
    "schools.Stage": {PUBLIC: "campaign kind opens_at closes_at"},
    "schools.Fee": {PUBLIC: "campaign programme amount basis"},
    "schools.AgeRule": {PUBLIC: "campaign programme funding min_age max_age"},
    "schools.PlanPlace": {PUBLIC: "campaign school programme funding places taken cutoff order_number"},
    "schools.Seat": {PUBLIC: "place number", PERSONAL: "application"},
    "schools.NumberSeries": {OFFICIAL: "campaign last"},
    "schools.Score": {OFFICIAL: "load updated_at", SPECIAL: "application points"},
    "schools.Preference": {SPECIAL: "application rank order programme school"},
    "schools.Enrolment": {
        PERSONAL: "person programme school funding grade started_on ended_on order_number state"
    },
    "schools.Application": {
        OFFICIAL: "campaign created_at submitted_at choices_saved_at choices_confirmed_at choose_until"
        " claim_until claimed_at",
        PERSONAL: "number child guardian direction exam_centre consents_to_paid desk_officer",
        SPECIAL: "state needs_step_free",
        SECRET: "claim_hash",
    },
    "schools.PlacementRun": {
        OFFICIAL: "campaign state job is_further asked_at inputs_sha256 results_sha256 rules_version rules"
        " candidates placed record",
    },
    "schools.PlacementResult": {
        OFFICIAL: "run told_at",
        SPECIAL: "application place points reasons prepared",
    },
    "schools.Offer": {OFFICIAL: "run made_at expires_at", SPECIAL: "application place state"},
    "schools.ScoreLoad": {OFFICIAL: "campaign file_name sha256 state loaded_at job", PERSONAL: "loaded_by"},
    "schools.PlanLoad": {OFFICIAL: "campaign file_name sha256 state loaded_at job", PERSONAL: "loaded_by"},
    "schools.PlanCut": {
        PUBLIC: "place places_before places order_number reason state",
        OFFICIAL: "proposed_at decided_at touched",
        PERSONAL: "proposed_by decided_by",
    },
    "schools.PlanRow": {
        OFFICIAL: "load row verdict problem written_at school_text programme_text text"
        " school programme funding places",
    },
    "schools.ScoreRow": {
        OFFICIAL: "load row verdict problem written_at",
        SPECIAL: "number text points application",
    },
    "schools.Term": {PUBLIC: "school year kind ordinal starts_on ends_on closed_at"},
    "schools.DayOff": {PUBLIC: "day name"},
    "schools.StudyGroup": {OFFICIAL: "school subject name year", PERSONAL: "teacher pupils"},
    "schools.GroupMembership": {PERSONAL: "group enrolment since until"},
    "schools.Lesson": {OFFICIAL: "group held_on topic"},
    "schools.LessonEntry": {OFFICIAL: "lesson rev at", PERSONAL: "enrolment by", SPECIAL: "mark attendance"},
    "matrix.Module": {PUBLIC: "code name purpose order"},
    "matrix.ModuleRule": {PUBLIC: "module trait weight_bp is_must"},
    "matrix.ModuleDependency": {PUBLIC: "module requires min_level"},
    "matrix.CellOverride": {
        PUBLIC: "cluster module applicability reason state at withdrawn_at",
        PERSONAL: "by",
    },
}


def class_of(model: str, field: str) -> str:
    """The class of a field. Raises KeyError for one that has none."""
    for name, fields in FIELDS[model].items():
        if field in fields.split():
            return name
    raise KeyError(f"{model}.{field} has no class in eculture/privacy.py")
