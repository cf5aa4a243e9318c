/// The style sheet of every page that Scoreline writes: palette in light and dark, text, tables, tiles, drawings.
package enum BaseStyle {
    package static let sheet: Markup = """
        :root{color-scheme:light dark;--paper:#f7f8f9;--card:#fff;--ink:#1a1f26;--soft:#56606b;--line:#d5dae0;\
        --grid:#e9ecef;--one:#1f5fbf;--two:#b3500a;--three:#6d7683;--good:#14693a;--goodbg:#e3f4ea;--bad:#a8200d;\
        --badbg:#fdeae7}
        @media (prefers-color-scheme:dark){:root{--paper:#0f1319;--card:#171c24;--ink:#e5e9ef;--soft:#a3adb9;\
        --line:#323a45;--grid:#262d37;--one:#7db0ff;--two:#f0a35e;--three:#98a2ae;--good:#6bd696;--goodbg:#14301f;\
        --bad:#ff968a;--badbg:#3a1a17}}
        *{box-sizing:border-box}
        html{font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;scroll-behavior:smooth}
        body{margin:0;background:var(--paper);color:var(--ink);font-variant-numeric:tabular-nums}
        .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem}
        a{color:var(--one);text-underline-offset:.2em}
        h2{margin:0 0 .9rem;font-size:1.35rem;letter-spacing:-.01em}
        h3{margin:0;font-size:1rem}
        .hint,.notes{color:var(--soft);font-size:.88rem;max-width:60rem}
        .notes{padding-left:1.2rem}
        .soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}
        .pills{display:flex;flex-wrap:wrap;gap:.5rem;margin:0 0 1.2rem}
        .pill{padding:.2rem .8rem;border-radius:99px;font-weight:600;font-size:.92rem}
        .pill.good{background:var(--goodbg)}.pill.bad{background:var(--badbg)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,9.5rem),1fr));gap:.9rem;\
        margin-bottom:1.2rem}
        .tile{display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);\
        border-radius:.7rem;padding:.9rem 1.1rem}
        .tile .name{color:var(--soft);font-size:.88rem}
        .tile .value{font-size:1.9rem;font-weight:650;letter-spacing:-.02em;line-height:1.25}
        .tile .small{color:var(--soft);font-size:.84rem}
        .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.7rem;\
        margin-block:.8rem}
        table{border-collapse:collapse;width:100%;font-size:.9rem}
        caption{text-align:left;color:var(--soft);font-size:.84rem;padding:.6rem .9rem .2rem}
        th,td{padding:.42rem .9rem;text-align:left;vertical-align:top;border-top:1px solid var(--grid)}
        thead th,thead td{border-top:0;color:var(--soft);font-weight:600;font-size:.82rem}
        tbody th{font-weight:600;overflow-wrap:break-word;min-width:8.5rem;max-width:20rem}\
        td{overflow-wrap:break-word;max-width:26rem}
        .n{text-align:right;white-space:nowrap}
        .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,25rem),1fr));gap:1rem}
        figure{margin:0;padding:1rem 1.1rem;background:var(--card);border:1px solid var(--line);border-radius:.7rem;\
        min-width:0}
        figcaption .hint{margin:.15rem 0 .4rem}
        .legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;margin:0 0 .3rem;font-size:.85rem}
        .key{display:inline-flex;align-items:center;gap:.4rem}
        .swatch{width:1.1rem;height:0;border-top:3px solid}
        .swatch.one{color:var(--one)}.swatch.two{color:var(--two)}.swatch.three{color:var(--three)}
        .swatch.reference{color:var(--soft);border-top-style:dashed;border-top-width:2px}
        svg{display:block}
        .plot{width:100%;height:auto}
        .grid{stroke:var(--grid)}.axis,.tickmark{stroke:var(--soft)}
        .tick,.label,.note{fill:var(--soft);font-size:11.5px}
        .label{font-size:12px}.note{fill:var(--ink)}
        .mid{text-anchor:middle}.end{text-anchor:end}
        .line{fill:none;stroke-width:2.2;stroke-linejoin:round}
        .line.one{stroke:var(--one)}.line.two{stroke:var(--two)}.line.three{stroke:var(--three)}
        .line.reference{stroke:var(--soft);stroke-width:1.4;stroke-dasharray:5 4}
        .area{opacity:.1}.area.one{fill:var(--one)}
        .bar.one,.dot.one{fill:var(--one)}.bar.two,.dot.two{fill:var(--two)}.bar.three,.dot.three{fill:var(--three)}
        .plot .bar{opacity:.72}
        .dot.one{fill-opacity:.55}
        .rule{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:2 3}
        details{margin-top:.6rem;font-size:.9rem}
        summary{cursor:pointer;color:var(--one)}
        .card{display:grid;grid-template-columns:minmax(7rem,12rem) 1fr;gap:.45rem 1.2rem;margin:0}
        dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
        code,pre{font:.86em/1.5 ui-monospace,"Cascadia Mono","DejaVu Sans Mono",monospace}
        td code{white-space:nowrap}
        pre{background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:1rem;overflow-x:auto}
        :focus-visible{outline:3px solid var(--one);outline-offset:2px}
        @media (max-width:34rem){.card{grid-template-columns:1fr}dd{margin-bottom:.5rem}\
        th,td{padding:.4rem .6rem}}
        """
}
