import Drawing

/// What the report's page adds to the style sheet of all pages: wide and narrow, screen and paper.
enum Style {
    static let sheet: Markup =
        BaseStyle.sheet
            + """
            header,main,nav,footer{max-width:76rem;margin-inline:auto;padding-inline:clamp(1rem,4vw,2.5rem)}
            header{padding-top:2.5rem}
            .kicker{margin:0;color:var(--soft);text-transform:uppercase;letter-spacing:.09em;font-size:.78rem}
            h1{margin:.1rem 0;font-size:clamp(1.9rem,5vw,2.8rem);line-height:1.15;letter-spacing:-.02em;\
            overflow-wrap:anywhere}
            .facts{margin:.2rem 0 0;color:var(--soft);overflow-wrap:anywhere}
            nav{display:flex;flex-wrap:wrap;gap:.15rem 1.2rem;padding-block:1rem;font-size:.92rem}
            section{padding-block:1.6rem;border-top:1px solid var(--line)}
            .lead{font-size:clamp(1.1rem,2.4vw,1.3rem);line-height:1.45;max-width:54rem;margin:.2rem 0 .9rem}
            .interval{display:block;color:var(--soft);font-size:.8rem}
            td:not(.n):last-child{min-width:12rem}td .good,td .bad{white-space:nowrap}
            .mark{color:var(--one);font-weight:400;font-size:.8rem;margin-left:.3rem}
            .spark{width:7.5rem;height:1.75rem}
            .meter{width:clamp(5rem,16vw,13rem);height:.75rem;margin-top:.35rem;border-radius:3px}
            .track{fill:var(--grid)}
            .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:0 1rem;\
            align-items:start}
            .cell{min-width:5rem}
            .cell.right{background:color-mix(in srgb,var(--one) calc(var(--share)*38%),transparent)}
            .cell.wrong{background:color-mix(in srgb,var(--two) calc(var(--share)*38%),transparent)}
            .cell .interval{color:inherit}
            footer{color:var(--soft);font-size:.85rem;padding-block:1.5rem 3rem;border-top:1px solid var(--line)}
            @media print{:root{--paper:#fff}html{font-size:11px}nav,.skip,details{display:none}\
            section,figure,.tile,tr{break-inside:avoid}.scroll{overflow:visible}}
            """
}
