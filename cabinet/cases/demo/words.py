"""What is asked, answered and decided in the cases of the demo."""

from typing import Any

HOUSE = {
    "in_registry": False,
    "monument_name": "XIX əsrə aid yaşayış evi",
    "address": "Şəki şəhəri, Axundzadə prospekti 118",
    "kind": "restoration",
    "parts": ["facade", "roof"],
    "urgent": False,
    "description": "Qırmir örtüyü qismən dəyişdirilir, şəbəkə pəncərələr yerində bərpa olunur.",
    "designer": "Numune Memarlıq Emalatxanası",
    "licence": "L-0142",
    "cost": 18400,
    "truth": True,
}
GALLERY = HOUSE | {
    "parts": ["facade"],
    "kind": "repair",
    "description": "Həyətə baxan eyvan plastik çərçivəli pəncərələrlə bağlanır.",
}
TEMPLE = HOUSE | {
    "in_registry": True,
    "address": "Şəki şəhəri, Kiş kəndi",
    "parts": ["roof", "walls"],
    "kind": "conservation",
    "urgent": True,
    "danger": "Günbəzin şimal hissəsində iki santimetrlik çat var və böyüyür.",
    "description": "Çatlar əhəng məhlulu ilə doldurulur, dam suyu divardan kənara ötürülür.",
    "cost": 46000,
}
CARAVANSERAI = TEMPLE | {
    "address": "Şəki şəhəri, Axundzadə prospekti 185",
    "urgent": False,
    "kind": "restoration",
    "description": "Həyətə baxan tağlarda kərpic hörgü bərpa olunur, kanalizasiya yenilənir.",
}
LETTER = {"about_one": False, "by_post": False}
OPENING_HOURS = LETTER | {
    "kind": "proposal",
    "topic": "Muzeylərin iş saatları",
    "text": "İş günlərində muzeylərin heç olmasa biri saat 20-yə qədər açıq olsun.",
}
TICKETS = LETTER | {
    "kind": "complaint",
    "topic": "Qaytarılmayan bilet pulu",
    "text": "Konsert təxirə salındı, biletin pulu isə iki aydır qaytarılmır.",
}
PLAQUE = LETTER | {
    "kind": "request",
    "topic": "Xatirə lövhəsi",
    "text": "Babamın yaşadığı evin qarşısına xatirə lövhəsi vurulmasını xahiş edirəm.",
}
CERTIFICATE: dict[str, Any] = {"purpose": "work", "period": "all"}
FOR_SCHOOL = {"purpose": "school", "period": "now"}

ON_LEAVE = "İcraçı məzuniyyətdədir."
PROJECT = "Layihə"
MISSING_PHOTOS = (
    "Salam. Layihə qaydasındadır. Eyvanın həyətdən çəkilmiş şəklini də göndərməyinizi xahiş edirik."
)
PHOTOS_SENT = "Salam. Şəkli sabah çəkib göndərəcəyəm."
PHOTOS_THANKS = "Təşəkkür edirik, gözləyirik."
NOTE = "Eyni küçədə 2023-cü ildə oxşar layihəyə razılıq verilib, ona baxmaq lazımdır."
QUESTION = "Əhəng məhlulu ilə doldurma günbəzin hörgüsünə uyğundurmu?"
TICKET_NUMBER = ["Biletin nömrəsi", "Ödənişi təsdiqləyən sənəd"]
GRANTED = "Reyestrdəki məlumata əsasən şagird hazırda məktəbdə təhsil alır."
STUDIED = "Məktəbin kitabına əsasən müraciət edən məktəbi bitirib."
CONSENT = "Layihə abidənin tarixi görünüşünü qoruyur. İşlər nazirliyin nəzarəti ilə aparılmalıdır."
HARMS = "Plastik çərçivə binanın tarixi görünüşünü dəyişir. Taxta çərçivəli layihə təqdim edilə bilər."
NO_PAPERS = "Evin həmin şəxsə aid olduğunu göstərən sənəd təqdim edilməyib."
APPEAL = (
    "Arxiv arayışı müraciətimə əlavə edilmişdi, ona baxılmayıb. Qərarın yenidən araşdırılmasını xahiş edirəm."
)
THANKS = "Təklifiniz nəzərə alındı: iki muzey cümə günləri saat 20-yə qədər açıq olacaq."
