# ruff: noqa: E501  (templates read better unbroken)
"""Page shells: what press sites print round an article, made up after the layouts in use, for measuring readers.

Each shell takes an article and furniture and returns a whole page. The words of the furniture are invented; half of it
are full sentences (teasers, comments, notices), which is what readers of pages swallow.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Article:
    """What is to be read out of a page again."""

    headline: str
    paragraphs: tuple[str, ...]
    kicker: str = "خاص"
    standfirst: str = "تفاصيل جديدة تكشفها مصادر محلية للمرة الأولى منذ بدء الأزمة"
    byline: str = "كتب: سالم الورداني"
    date: str = "الخميس 14 مارس 2019 - 10:35"
    iso: str = "2019-03-14T10:35:00+01:00"
    source: str = "المصدر: وكالات"
    caption: str = "مشهد عام من ساحة البلدة القديمة"


MENU = ("الرئيسية", "سياسة", "اقتصاد", "رياضة", "ثقافة", "منوعات", "رأي", "فيديو", "صور", "صحة", "تكنولوجيا", "محليات")
TITLES = (
    "بلدية الميناء تفتتح حديقة جديدة على ضفة النهر", "ارتفاع أسعار الخضر في أسواق الجملة قبل العيد",
    "المنتخب يبدأ معسكره التدريبي في المدينة الجبلية", "دراسة: النوم المبكر يحسن ذاكرة تلاميذ المدارس",
    "افتتاح معرض الكتاب بمشاركة مئتي دار نشر", "تأجيل محاكمة المتهمين في قضية المخازن",
    "حريق محدود في مصنع للورق دون إصابات", "اتفاق مبدئي لإعادة تشغيل خط القطار الساحلي",
)  # fmt: skip
TEASERS = (
    "قالت البلدية إن الحديقة الجديدة ستفتح أبوابها للزوار مجانا ابتداء من الأسبوع المقبل بعد انتهاء أعمال الصيانة.",
    "سجلت أسواق الجملة ارتفاعا جديدا في أسعار الخضر وسط توقعات بانخفاضها بعد وصول شحنات مستوردة خلال أيام.",
    "أعلن مدرب المنتخب قائمة اللاعبين المدعوين إلى المعسكر الذي يستمر عشرة أيام قبل المباراة الودية الأولى.",
    "أظهرت دراسة حديثة أن التلاميذ الذين ينامون مبكرا يحصلون على درجات أفضل في اختبارات الحفظ والاستيعاب.",
)
COMMENTS = (
    "شكرا على هذا الخبر المهم، نتمنى أن نقرأ المزيد من هذه التحقيقات في المستقبل القريب إن شاء الله.",
    "أنا لا أوافق على ما جاء في المقال، فالأرقام التي ذكرها الكاتب غير صحيحة ولا تستند إلى مصدر رسمي.",
    "يا جماعة الخير، متى ستحل هذه المشكلة؟ نحن ننتظر منذ سنوات ولا أحد يسمع صوت المواطن البسيط.",
)
COOKIES = "نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا، وباستمرارك في التصفح فإنك توافق على سياسة الخصوصية."
NEWSLETTER = "اشترك في نشرتنا البريدية لتصلك أهم الأخبار كل صباح إلى بريدك الإلكتروني دون أي مقابل."
PAYWALL = "هذا المحتوى متاح للمشتركين فقط. سجل الدخول أو اشترك الآن لمتابعة القراءة بلا حدود."
BIO = "سالم الورداني صحفي متخصص في الشؤون المحلية، عمل في عدة صحف عربية وله كتابان عن تاريخ الموانئ."
RIGHTS = "جميع الحقوق محفوظة لصحيفة النورس 2019"
RULES = "التعليقات الواردة لا تعبر عن رأي الموقع، ونرجو من القراء الالتزام بآداب الحوار وعدم التجريح بالأشخاص."


@dataclass(frozen=True, slots=True)
class Furniture:
    """Menus, boxes and comments, drawn with dice."""

    dice: random.Random

    def links(self, number: int = 8) -> str:
        return "".join(f'<li><a href="/{each}">{each}</a></li>' for each in self.dice.sample(MENU, number))

    def bare_links(self, number: int = 8, joint: str = " | ") -> str:
        return joint.join(f'<a href="/s/{i}">{each}</a>' for i, each in enumerate(self.dice.sample(MENU, number)))

    def titles(self, number: int = 4) -> list[str]:
        return self.dice.sample(TITLES, number)

    def cards(self, number: int = 3, tag: str = "h3", box: str = "div") -> str:
        return "".join(
            f'<{box} class="item"><a href="/n/{i}"><img src="/i/{i}.jpg" alt=""></a><{tag}><a href="/n/{i}">{title}</a>'
            f"</{tag}><p>{self.dice.choice(TEASERS)}</p></{box}>"
            for i, title in enumerate(self.titles(number))
        )

    def comments(self, number: int = 3) -> str:
        return "".join(
            f'<li><b>{name}</b> <span>قبل {i + 2} ساعات</span><p>{words}</p><a href="#">رد</a></li>'
            for i, (name, words) in enumerate(zip(("أبو محمود", "نادية", "زائر"), COMMENTS, strict=True))
        ).join(("<ul>", "</ul>")) if number else ""  # fmt: skip


Shell = Callable[[Article, Furniture], str]


def _paragraphs(article: Article, tag: str = "p", joint: str = "\n") -> str:
    return joint.join(f"<{tag}>{escape(each, quote=False)}</{tag}>" for each in article.paragraphs)


def _lines(article: Article, joint: str = "<br><br>\n") -> str:
    return joint.join(escape(each, quote=False) for each in article.paragraphs)


def _head(article: Article, extra: str = "", title: str | None = None) -> str:
    title = escape(title or f"{article.headline} - صحيفة النورس")
    return f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title}</title>{extra}</head>'


def _graph(article: Article) -> str:
    thing = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "صحيفة النورس", "url": "https://nawras.example/"},
            {"@type": "NewsArticle", "headline": article.headline, "datePublished": article.iso,
             "author": {"@type": "Person", "name": "سالم الورداني"}},
        ],
    }  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(thing, ensure_ascii=False)}</script>'


def wordpress(a: Article, f: Furniture) -> str:
    return f"""{_head(a, _graph(a) + f'<meta property="og:title" content="{escape(a.headline)}">')}
<body class="single single-post has-sidebar"><a class="skip-link screen-reader-text" href="#c">تخط إلى المحتوى</a>
<header class="site-header"><div class="site-branding"><h1 class="site-title"><a href="/">النورس</a></h1></div>
<nav class="main-navigation"><ul class="menu">{f.links()}</ul></nav></header>
<div id="content" class="site-content"><main><article class="post type-post"><header class="entry-header">
<h1 class="entry-title">{escape(a.headline)}</h1><div class="entry-meta"><span class="posted-on"><time datetime="{a.iso}">{a.date}
</time></span> <span class="author vcard">{a.byline}</span></div></header>
<figure class="wp-caption"><img src="/a.jpg"><figcaption class="wp-caption-text">{a.caption}</figcaption></figure>
<div class="entry-content">{_paragraphs(a)}<div class="sharedaddy"><h3>شارك هذا الموضوع:</h3><ul>
<li><a href="#">فيسبوك</a></li><li><a href="#">تويتر</a></li></ul></div></div>
<footer class="entry-footer">الوسوم: <a href="/t/1">النهر</a>, <a href="/t/2">البلدية</a></footer></article>
<nav class="post-navigation"><a href="/p">{f.titles(1)[0]}</a></nav>
<div id="comments" class="comments-area"><h2>3 تعليقات</h2>{f.comments()}<div id="respond"><h3>اترك تعليقاً</h3>
<p>لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *</p></div></div></main>
<aside id="secondary" class="widget-area"><section class="widget"><h2>أحدث المقالات</h2>{f.cards(4)}</section></aside></div>
<footer class="site-footer"><p>{RIGHTS}</p></footer></body></html>"""


def drupal(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body class="html not-front page-node node-type-article">
<div id="page"><div id="header"><ul class="links">{f.links()}</ul></div><div id="main"><div id="content" class="column">
<h1 class="title" id="page-title">{escape(a.headline)}</h1><div class="region region-content">
<div id="node-164" class="node node-article clearfix"><div class="field field-name-field-author"><div class="field-items">
<div class="field-item even">{a.byline}</div></div></div>
<div class="field field-name-field-image"><img src="x.jpg"></div>
<div class="field field-name-body field-type-text-with-summary"><div class="field-items"><div class="field-item even"
 property="content:encoded">{_paragraphs(a)}</div></div></div>
<ul class="links inline"><li class="comment_forbidden"><a href="/user">سجل الدخول</a> لإضافة تعليق</li></ul></div>
<div id="comments"><h2 class="title comment-form">إضافة تعليق جديد</h2><form><label>الموضوع</label><textarea></textarea>
<p>صيغ النص المتاحة: لا يسمح بوسوم HTML في هذه الخانة مطلقا.</p></form></div>
<div class="block block-views"><h2>مواضيع ذات صلة</h2>{f.cards(3)}</div></div></div></div></div></body></html>"""


def tables_2000(a: Article, f: Furniture) -> str:
    return f"""<html dir=rtl><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1256">
<title>{escape(a.headline)}</title></head><body bgcolor=#ffffff><table width=100% cellpadding=0><tr><td colspan=3>
<font size=5 color=red>صحيفة النورس</font></td></tr><tr><td width=150 valign=top><table>
{"".join(f"<tr><td><a href=/{i}><font size=2>{each}</font></a></td></tr>" for i, each in enumerate(MENU))}</table></td>
<td valign=top><table width=100%><tr><td><font size=4 color=navy><b>{escape(a.headline)}</b></font></td></tr>
<tr><td><font size=2>{a.date}</font></td></tr>
<tr><td align=justify><font size=3>{_lines(a)}</font></td></tr>
<tr><td><a href=print.asp>طباعة</a> <a href=send.asp>أرسل لصديق</a></td></tr></table></td>
<td width=150 valign=top><table><tr><td>{
        "</td></tr><tr><td>".join(f"<a href=/{i}>{each}</a>" for i, each in enumerate(f.titles(6)))
    }</td></tr></table></td></tr><tr><td colspan=3><font size=1>{RIGHTS}</font></td></tr></table>
</body></html>"""


def single_breaks(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><div class="top"><ul>{f.links()}</ul></div><div id="wrap"><div class="right">
<h1>{escape(a.headline)}</h1><div class="txt">{_lines(a, "<br>")}</div><div class="tools"><a href="#">طباعة</a></div></div>
<div class="left"><h4>الأكثر قراءة</h4><ul>{"".join(f'<li><a href="#">{t}</a></li>' for t in f.titles())}</ul></div></div>
<div class="foot">{RIGHTS}</div></body></html>"""


def nested_divs(a: Article, f: Furniture) -> str:
    body = "".join(f"<div><div><div>{escape(each, quote=False)}</div></div></div>" for each in a.paragraphs)
    return f"""{_head(a)}<body><div><div>{f.bare_links()}</div></div><div><div><div><div><span>{escape(a.headline)}</span>
</div><div>{a.date}</div></div><div><div>{body}</div></div></div><div><div>{f.cards(3, "div")}</div></div></div>
<div><div>{RIGHTS}</div></div></body></html>"""


def amp(a: Article, f: Furniture) -> str:
    return f"""<!doctype html><html amp lang="ar"><head><meta charset="utf-8"><title>{escape(a.headline)}</title>
<link rel="canonical" href="https://nawras.example/2019/03/14/a"><style amp-boilerplate>body{{visibility:hidden}}</style>
{_graph(a)}</head><body><amp-sidebar id="s"><ul>{f.links()}</ul></amp-sidebar><header class="amp-wp-header">النورس</header>
<article class="amp-wp-article"><header><h1 class="amp-wp-title">{escape(a.headline)}</h1><div class="amp-wp-byline">{a.byline}
</div></header><amp-img src="x.jpg"></amp-img><div class="amp-wp-article-content">{_paragraphs(a)}
<amp-ad width="300"><div placeholder>إعلان</div></amp-ad></div></article>
<amp-user-notification id="n">{COOKIES}<button>موافق</button></amp-user-notification>
<div class="amp-related-posts"><h3>مقالات ذات صلة</h3>{f.cards(2)}</div><footer>{RIGHTS}</footer></body></html>"""


def live_blog(a: Article, f: Furniture) -> str:
    entries = "".join(
        f'<article class="live-blog-post"><time datetime="2019-03-14T1{i % 10}:05">1{i % 10}:05</time>'
        f"<p>{escape(each, quote=False)}</p></article>"
        for i, each in enumerate(a.paragraphs)
    )
    return f"""{_head(a, _graph(a))}<body><nav><ul>{f.links()}</ul></nav><main><h1>{escape(a.headline)}</h1>
<p class="summary">{a.standfirst}</p><div class="liveblog">{entries}</div></main>
<aside class="most-read"><h2>الأكثر قراءة</h2>{f.cards(4)}</aside><footer>{RIGHTS}</footer></body></html>"""


def many_figures(a: Article, f: Furniture) -> str:
    body = "".join(
        f"<p>{escape(each, quote=False)}</p>"
        + (f'<figure><img src="{i}.jpg"><figcaption>{a.caption}</figcaption></figure>' if i % 2 == 0 else "")
        for i, each in enumerate(a.paragraphs)
    )
    return f"""{_head(a)}<body><nav><ul>{f.links()}</ul></nav><article><h1>{escape(a.headline)}</h1>
<h2 class="subtitle">{a.standfirst}</h2>{body}</article><section class="related-articles"><h2>اقرأ أيضاً</h2>{f.cards(4)}
</section></body></html>"""


def sections(a: Article, f: Furniture) -> str:
    half = max(1, len(a.paragraphs) // 3)
    some = [a.paragraphs[i : i + half] for i in range(0, len(a.paragraphs), half)]
    body = "".join(
        f'<section class="block-{i}"><div class="txt">' + "".join(f"<p>{escape(p, quote=False)}</p>" for p in each)
        + "</div></section>" + ('<div class="ad-slot">إعلان</div>' if i == 0 else "") for i, each in enumerate(some)
    )  # fmt: skip
    return f"""{_head(a)}<body><header><ul>{f.links()}</ul></header><div class="story"><h1>{escape(a.headline)}</h1>
<div class="author-line">{a.byline}</div>{body}</div><div class="newsletter-box"><p>{NEWSLETTER}</p></div>
<div class="grid">{f.cards(4)}</div><footer><p>{RIGHTS}</p></footer></body></html>"""


def endless(a: Article, f: Furniture) -> str:
    others = "".join(
        f'<article class="article" data-url="/n/{i}"><h1>{title}</h1><div class="body">'
        + "".join(f"<p>{t}</p>" for t in TEASERS) + "</div></article>" for i, title in enumerate(f.titles(3))
    )  # fmt: skip
    return f"""{_head(a)}<body><nav><ul>{f.links()}</ul></nav><div id="feed"><article class="article"><h1>{escape(a.headline)}</h1>
<div class="body">{_paragraphs(a)}</div></article>{others}</div></body></html>"""


def endless_divs(a: Article, f: Furniture) -> str:
    others = "".join(
        f'<div class="single-article"><h2 class="article-title">{title}</h2><div class="article-body">'
        + "".join(f"<p>{t}</p>" for t in TEASERS) + "</div></div>" for title in f.titles(3)
    )  # fmt: skip
    return f"""{_head(a)}<body><nav><ul>{f.links()}</ul></nav><div id="feed"><div class="single-article">
<h2 class="article-title">{escape(a.headline)}</h2><div class="article-body">{_paragraphs(a)}</div></div>{others}</div></body></html>"""


def aspnet(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><form method="post" action="./n.aspx" id="aspnetForm"><input type="hidden" value="{"x" * 3000}">
<div id="ctl00_menu"><table><tr><td>{"</td><td>".join(f.bare_links(6, "|").split("|"))}</td></tr></table></div>
<div id="ctl00_main"><span id="ctl00_lblTitle" class="NewsTitle">{escape(a.headline)}</span>
<span id="ctl00_lblDate" class="NewsDate">{a.date}</span><div id="ctl00_details" class="NewsDetails">
<div style="text-align: justify">{_paragraphs(a)}</div></div>
<div id="ctl00_pnlComments"><span>التعليقات</span>{f.comments()}</div></div>
<div id="ctl00_right">{f.cards(4, "h4")}</div></form></body></html>"""


def related_inside(a: Article, f: Furniture) -> str:
    middle = (
        f'<div class="read-also"><strong>اقرأ أيضاً:</strong> <a href="/n/4">{f.titles(1)[0]}</a></div>'
        f'<div class="box"><h4><a href="/n/5">{f.titles(2)[1]}</a></h4><p>{TEASERS[0]}</p></div>'
    )
    paragraphs = [f"<p>{escape(each, quote=False)}</p>" for each in a.paragraphs]
    paragraphs.insert(max(1, len(paragraphs) // 2), middle)
    return f"""{_head(a)}<body><header><nav><ul>{f.links()}</ul></nav></header><main><h1>{escape(a.headline)}</h1>
<div class="article-info"><span>{a.byline}</span><span>{a.date}</span></div><div class="content">{"".join(paragraphs)}
<p><a href="/n/9">للمزيد: {f.titles(1)[0]}</a></p></div></main><footer>{RIGHTS}</footer></body></html>"""


def paywall(a: Article, f: Furniture) -> str:
    return f"""{_head(a, _graph(a))}<body><div class="cookie-banner"><p>{COOKIES}</p><button>قبول الكل</button></div>
<nav><ul>{f.links()}</ul></nav><article><h1>{escape(a.headline)}</h1><div class="article-body">{_paragraphs(a)}</div>
<div class="paywall-message"><h3>تابع القراءة</h3><p>{PAYWALL}</p><a href="/sub">اشترك</a></div></article>
<footer><p>{RIGHTS}</p></footer></body></html>"""


def unnamed_notices(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><div id="x1"><p>{COOKIES}</p></div><div id="x2">{f.bare_links()}</div><div id="x3">
<h1>{escape(a.headline)}</h1><div id="x4">{_paragraphs(a)}</div></div><div id="x5"><p>{RULES}</p><p>{NEWSLETTER}</p></div>
<div id="x6"><h3>التعليقات</h3>{"".join(f"<div><p>{c}</p></div>" for c in COMMENTS)}</div><div id="x7">{RIGHTS}</div></body></html>"""


def joomla(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body class="com_content view-article"><div class="moduletable_menu"><ul class="menu">{f.links()}</ul>
</div><div class="item-page" itemscope itemtype="https://schema.org/Article"><div class="page-header"><h2 itemprop="headline">
{escape(a.headline)}</h2></div><dl class="article-info"><dt>التفاصيل</dt><dd class="createdby">{a.byline}</dd>
<dd class="published"><time datetime="{a.iso}" itemprop="datePublished">{a.date}</time></dd>
<dd class="hits">الزيارات: 1523</dd></dl><div itemprop="articleBody">{_paragraphs(a)}</div>
<ul class="pager"><li><a href="/p">السابق</a></li><li><a href="/n">التالي</a></li></ul></div>
<div class="moduletable"><h3>الأكثر قراءة</h3>{f.cards(3, "h5")}</div></body></html>"""


def blogger(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><div class="tabs"><ul>{f.links()}</ul></div><div class="main section"><div class="blog-posts">
<div class="date-outer"><h2 class="date-header"><span>{a.date}</span></h2><div class="post hentry">
<h3 class="post-title entry-title">{escape(a.headline)}</h3><div class="post-body entry-content" id="post-body-1"
 itemprop="articleBody"><div dir="rtl" style="text-align: right;" trbidi="on">{_lines(a)}</div></div>
<div class="post-footer"><span class="post-author">مرسلة بواسطة سالم</span> <span class="post-labels">التسميات:
<a href="#">أخبار</a></span></div></div></div><div class="comments" id="comments"><h4>هناك تعليقان (2):</h4>{f.comments()}</div>
</div></div><div class="sidebar"><div class="widget PopularPosts">{f.cards(4, "div")}</div></div></body></html>"""


def css_in_js(a: Article, f: Furniture) -> str:
    state = json.dumps({"props": {"text": " ".join(a.paragraphs), "related": list(TEASERS)}}, ensure_ascii=False)
    body = "".join(
        f'<div class="css-1q2w3e-Block"><p class="css-9ab-Paragraph">{escape(p, quote=False)}</p></div>'
        for p in a.paragraphs
    )
    return f"""{_head(a, f'<meta property="og:title" content="{escape(a.headline)}">')}<body><div id="__next">
<div class="css-0"><ul class="css-77">{f.links()}</ul></div><main class="css-14"><h1 class="css-22">{escape(a.headline)}</h1>
<div class="css-31"><span>{a.byline}</span><time datetime="{a.iso}">{a.date}</time></div>{body}
<section class="css-90"><h2 class="css-91">قد يهمك أيضاً</h2>{f.cards(4)}</section></main></div>
<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>"""


def fonts_and_spans(a: Article, f: Furniture) -> str:
    body = "".join(
        f'<p dir="RTL" class="MsoNormal"><span lang="AR-SA" style="font-size:14pt"><font face="Arial"><span>'
        f"{escape(p, quote=False)}</span></font></span></p><p>&nbsp;</p>" for p in a.paragraphs
    )  # fmt: skip
    return f"""{_head(a)}<body><table><tr><td><ul>{f.links()}</ul></td><td><h1><font color="red">{escape(a.headline)}</font>
</h1>{body}<hr><font size="2"><a href="#">أرسل إلى صديق</a></font></td></tr></table><center>{RIGHTS}</center></body></html>"""


def list_page(a: Article, f: Furniture) -> str:
    head, *rest = a.paragraphs
    items = "".join(f"<li>{escape(each, quote=False)}</li>" for each in rest)
    return f"""{_head(a)}<body><nav><ul>{f.links()}</ul></nav><article><h1>{escape(a.headline)}</h1>
<p>{escape(head, quote=False)}</p><ul>{items}</ul></article><aside>{f.cards(4)}</aside></body></html>"""


def quotes(a: Article, f: Furniture) -> str:
    body = "".join(
        f"<blockquote><p>{escape(p, quote=False)}</p></blockquote>"
        if i % 3 == 1
        else f"<p>{escape(p, quote=False)}</p>"
        for i, p in enumerate(a.paragraphs)
    )
    return f"""{_head(a)}<body><nav><ul>{f.links()}</ul></nav><div class="article__wrap"><h1>{escape(a.headline)}</h1>
<p class="article__lead">{a.standfirst}</p><div class="article__text">{body}</div><div class="article__author-bio"><p>{BIO}</p></div>
</div><div class="teasers">{f.cards(3)}</div></body></html>"""


def image_table(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><div id="nav">{f.bare_links()}</div><div id="art"><h1>{escape(a.headline)}</h1>
<table class="image" align="left"><tr><td><img src="a.jpg"></td></tr><tr><td class="caption">{a.caption}</td></tr></table>
{_paragraphs(a)}<p><b>{a.source}</b></p></div><div id="more"><h3>المزيد</h3>
{"".join(f'<p><a href="#">{t}</a></p>' for t in f.titles(5))}</div></body></html>"""


def no_headings(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><div class="a">{f.bare_links()}</div><div class="b"><b>{escape(a.headline)}</b><br>{a.byline}<br>
{_lines(a)}</div><div class="c">{"<br>".join(f'<a href="#">{t}</a>' for t in f.titles(6))}</div></body></html>"""


def hidden_twins(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><div class="modal fade" style="display:none"><p>{PAYWALL}</p><p>{NEWSLETTER}</p></div>
<nav><ul>{f.links()}</ul></nav><main><h1>{escape(a.headline)}</h1><div class="post-text">{_paragraphs(a)}</div>
<div hidden>{_paragraphs(a)}</div></main><template><p>{COOKIES}</p></template><noscript><p>{COOKIES}</p></noscript></body></html>"""


def comments_first(a: Article, f: Furniture) -> str:
    comments = "".join(f'<div class="cmt"><b>زائر</b><p>{c}</p></div>' for c in COMMENTS * 4)
    return f"""{_head(a)}<body><ul>{f.links()}</ul><div class="w"><h1>{escape(a.headline)}</h1><div class="t">{_paragraphs(a)}</div>
<div class="s">شارك <a href="#">فيسبوك</a> <a href="#">تويتر</a></div><h3>التعليقات</h3><div class="comments-list">{comments}</div>
</div></body></html>"""


def two_columns(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><div class="row"><div class="col-md-4">{f.cards(5, "h4")}</div><div class="col-md-8">
<ol class="breadcrumb"><li><a href="/">الرئيسية</a></li><li><a href="/e">اقتصاد</a></li><li>{escape(a.headline)}</li></ol>
<h6>{a.kicker}</h6><h1>{escape(a.headline)}</h1><div class="details"><i class="fa fa-clock"></i> {a.date}</div>
<div class="text-justify">{_paragraphs(a)}</div></div></div></body></html>"""


def videos(a: Article, f: Furniture) -> str:
    paragraphs = [f"<p>{escape(each, quote=False)}</p>" for each in a.paragraphs]
    paragraphs.insert(
        1, '<div class="video"><iframe src="https://v.example/1"></iframe><p class="video-title">شاهد الفيديو</p></div>'
    )
    return f"""{_head(a)}<body><nav><ul>{f.links()}</ul></nav><article class="post"><h1>{escape(a.headline)}</h1>
<div class="single-content">{"".join(paragraphs)}</div></article><div class="you-may-like">{f.cards(3)}</div></body></html>"""


def entities(a: Article, f: Furniture) -> str:
    def coded(words: str) -> str:
        return "".join(f"&#{ord(char)};" if ord(char) > 127 else escape(char) for char in words)

    body = "".join(f"<p>{coded(each)}</p>" for each in a.paragraphs)
    return f"""<html><head><title>{coded(a.headline)}</title></head><body><ul>{f.links()}</ul><h2>{coded(a.headline)}</h2>
<div>{body}</div><div>{f.bare_links()}</div></body></html>"""


def xhtml(a: Article, f: Furniture) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="ar"><head><title>{escape(a.headline)}</title><script type="text/javascript">
//<![CDATA[
if (1 < 2) {{ document.write("<p>x</p>"); }}
//]]></script></head><body><div id="menu"><ul>{f.links()}</ul></div><div id="text"><h2>{escape(a.headline)}</h2>
<div class="clear" />{_paragraphs(a)}</div><div id="right"><ul>{f.links(6)}</ul></div></body></html>"""


def unclosed(a: Article, f: Furniture) -> str:
    body = "".join(f"<p>{escape(each, quote=False)}\n" for each in a.paragraphs)
    return f"""<html><head><title>{escape(a.headline)}</title><body><ul>{
        "".join(f"<li><a href=/{i}>{m}</a>" for i, m in enumerate(MENU))
    }</ul><div><h1>{escape(a.headline)}</h1>{body}<ul>{
        "".join(f"<li><a href=/{i}>{t}</a>" for i, t in enumerate(f.titles(5)))
    }</ul>"""


def microdata(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body itemscope itemtype="https://schema.org/NewsArticle"><nav><ul>{f.links()}</ul></nav>
<div class="inner"><span class="overline">{a.kicker}</span><h1 itemprop="headline">{escape(a.headline)}</h1>
<p itemprop="alternativeHeadline">{a.standfirst}</p><span itemprop="author">{a.byline}</span>
<meta itemprop="datePublished" content="{a.iso}"><div itemprop="articleBody">{_paragraphs(a)}</div></div>
<div class="most-popular"><ol>{"".join(f'<li><a href="#">{t}</a></li>' for t in f.titles(6))}</ol></div></body></html>"""


def share_between(a: Article, f: Furniture) -> str:
    share = '<ul class="x"><li><a href="#">فيسبوك</a></li><li><a href="#">تويتر</a></li><li>نسخ الرابط</li></ul>'
    body = "".join(f"<p>{escape(each, quote=False)}</p>{share if i % 2 else ''}" for i, each in enumerate(a.paragraphs))
    return f"""{_head(a)}<body><ul>{f.links()}</ul><div class="page"><h1>{escape(a.headline)}</h1>{share}<div class="z">حجم الخط
<a href="#">+</a> <a href="#">-</a></div><div class="zz">{body}</div><p>تابعوا آخر الأخبار على <a href="#">قناتنا</a></p></div></body></html>"""


def teaser_top(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><ul>{f.links()}</ul><div class="hero">{f.cards(2, "h2")}</div><div class="page">
<h1>{escape(a.headline)}</h1><div class="z">{_paragraphs(a)}</div></div><div class="list">{f.cards(5, "h3", "article")}</div>
<div class="legal"><p>{COOKIES}</p><p>{RIGHTS}</p></div></body></html>"""


def preformatted(a: Article, f: Furniture) -> str:
    return f"""{_head(a)}<body><div>{f.bare_links()}</div><h1>{escape(a.headline)}</h1><pre>
{_lines(a, chr(10) + chr(10))}</pre><hr><div>{f.bare_links(6)}</div></body></html>"""


SHELLS: dict[str, Shell] = {
    shell.__name__: shell
    for shell in (
        wordpress, drupal, tables_2000, single_breaks, nested_divs, amp, live_blog, many_figures, sections, endless,
        endless_divs, aspnet, related_inside, paywall, unnamed_notices, joomla, blogger, css_in_js, fonts_and_spans,
        list_page, quotes, image_table, no_headings, hidden_twins, comments_first, two_columns, videos, entities, xhtml,
        unclosed, microdata, share_between, teaser_top, preformatted,
    )
}  # fmt: skip
# Shells whose pages were written in windows-1256.
OLD_CHARSET = ("tables_2000",)


def page(name: str, article: Article, seed: int = 1) -> bytes:
    """Return a whole page as its server would send it."""
    text = SHELLS[name](article, Furniture(random.Random(seed)))
    return text.encode("windows-1256" if name in OLD_CHARSET else "utf-8", "xmlcharrefreplace")
