// The player of a timelapse page: what stands before and behind its data. Plain HTML, CSS and JavaScript without any
// other file; names and texts reach the page as text only (textContent, attributes set by name), never as markup.
#pragma once

#include <string_view>

namespace varve::convert {

/// Up to the beginning of the data, a JSON object in which no "<" stands.
inline constexpr std::string_view kPlayerHead = R"page(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>How it was written</title>
<style>
:root { color-scheme: light dark; --paper: #fffdf8; --ink: #23201c; --window: #f0ede6; --muted: #6b655c; --line: #d8d2c6; --accent: #1f6f78; --shade: #eae5da; }
@media (prefers-color-scheme: dark) { :root { --paper: #1f2122; --ink: #e6e2da; --window: #17191a; --muted: #9a948a; --line: #36393a; --accent: #6fc3cb; --shade: #2b2e2f; } }
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: var(--window); color: var(--ink); font: 15px/1.4 system-ui, sans-serif; }
main { flex: 1; overflow-y: auto; background: var(--paper); }
article { max-width: 44em; margin: 0 auto; padding: 3em 2em 40vh; font: 17px/1.6 Georgia, "DejaVu Serif", serif; overflow-wrap: anywhere; }
article > * { margin: 0 0 .6em; padding-left: 12px; margin-left: -15px; border-left: 3px solid transparent; white-space: pre-wrap; min-height: 1.6em; }
article > .now { border-left-color: var(--author); }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin-top: 1.2em !important; }
.title { font-size: 2.1em; font-weight: 700; line-height: 1.2; }
.quote { color: var(--muted); font-style: italic; padding-left: 2em !important; }
.code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .88em; background: var(--shade); padding: 2px 12px; margin-bottom: 0 !important; }
.item { position: relative; padding-left: calc(2.2em + 12px) !important; margin-bottom: .2em; }
.item::before { content: attr(data-mark); position: absolute; left: 1.2em; min-width: 1.2em; color: var(--muted); }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em; background: var(--shade); border-radius: 3px; padding: 0 .2em; }
img { max-width: 100%; display: block; }
figure { margin: .5em 0; } figcaption { color: var(--muted); font-size: .9em; }
table { border-collapse: collapse; width: 100%; font-size: .92em; } td { border: 1px solid var(--line); padding: .25em .6em; vertical-align: top; }
hr { border: 0; border-top: 1px solid var(--line); }
.box { border: 1px solid var(--line); border-radius: 4px; padding: .2em .6em; color: var(--muted); }
footer { border-top: 1px solid var(--line); padding: .6em 1em .8em; }
#words { display: flex; gap: .8em; align-items: baseline; flex-wrap: wrap; margin-bottom: .3em; }
#when { font-weight: 600; } #who, #count { color: var(--muted); } #count { margin-left: auto; font-variant-numeric: tabular-nums; }
#dot { width: .7em; height: .7em; border-radius: 50%; background: var(--author); align-self: center; }
#controls { display: flex; gap: .7em; align-items: center; }
button, select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .25em .8em; min-width: 5em; }
button:focus-visible, select:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
input[type=range] { flex: 1; accent-color: var(--accent); min-width: 6em; }
label { color: var(--muted); white-space: nowrap; }
</style>
</head>
<body>
<main tabindex="0" aria-label="Document"><article id="page"></article></main>
<footer>
<div id="words" aria-live="off"><span id="dot" aria-hidden="true"></span><span id="when"></span><span id="who"></span><span id="count"></span></div>
<div id="controls">
<button id="play" type="button">Play</button>
<input id="slider" type="range" min="0" max="0" value="0" step="1" aria-label="Moment">
<select id="speed" aria-label="Speed"><option value="0.5">0.5×</option><option value="1">1×</option><option value="2">2×</option><option value="4">4×</option><option value="8" selected>8×</option><option value="16">16×</option><option value="32">32×</option><option value="64">64×</option><option value="fit">one minute</option></select>
<label><input id="follow" type="checkbox" checked> follow</label>
</div>
</footer>
<script id="data" type="application/json">)page";

/// From its end on.
inline constexpr std::string_view kPlayerTail = R"page(</script>
<script>
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const element = id => document.getElementById(id);
const page = element('page'), slider = element('slider'), play = element('play'), speed = element('speed');
const colours = ['#1f6f78', '#b3541e', '#6a4c93', '#3f7d20', '#a4243b', '#27548a', '#8a6d00', '#7a4069'];
const blocks = [], nodes = [], inverse = [];
let at = -1, touched = 0;

// One change of the page; gives what takes it back.
function change(one) {
  if (one.length > 3) {
    const [index, prefix, removed, text, formats = ''] = one, block = blocks[index];
    const back = [index, prefix, text.length, block.t.substr(prefix, removed), block.f ? block.f.substr(prefix, removed) : ''];
    const splice = (whole, part) => whole.slice(0, prefix) + part + whole.slice(prefix + removed);
    const all = block.f || (formats ? '0'.repeat(block.t.length) : '');
    blocks[index] = {k: block.k, t: splice(block.t, text), f: all ? splice(all, formats || '0'.repeat(text.length)) : '', e: block.e};
    forget(index, 1, 1);
    touched = index;
    return back;
  }
  const [index, removed, added] = one;
  const gone = blocks.splice(index, removed, ...added);
  forget(index, removed, added.length);
  touched = Math.min(index, Math.max(0, blocks.length - 1));
  return [index, added.length, gone];
}
function forget(index, removed, added) {
  for (const node of nodes.splice(index, removed, ...new Array(added).fill(null))) if (node) node.remove();
}
function go(target) {
  while (at < target) { ++at; inverse[at] = data.frames[at][2].map(change); }
  while (at > target) { inverse[at].slice().reverse().forEach(change); --at; }
}

function looks(node, format) {
  const style = node.style, lines = [];
  if (format.bold) style.fontWeight = 'bold';
  if (format.italic) style.fontStyle = 'italic';
  if (format.underline) lines.push('underline');
  if (format.strike) lines.push('line-through');
  if (lines.length) style.textDecoration = lines.join(' ');
  if (format.superscript || format.subscript) { style.verticalAlign = format.superscript ? 'super' : 'sub'; style.fontSize = '.75em'; }
  if (format.colour) style.color = format.colour;
  if (format.highlight) style.backgroundColor = format.highlight;
  if (format.font) style.fontFamily = JSON.stringify(format.font);
  if (format.size) style.fontSize = format.size / 100 + 'pt';
}
function run(text, format) {
  if (!Object.keys(format).length) return document.createTextNode(text);
  const isLink = format.link && /^(https?|mailto):/i.test(format.link);
  const node = document.createElement(isLink ? 'a' : format.code ? 'code' : 'span');
  if (isLink) { node.href = format.link; node.rel = 'noopener noreferrer'; node.target = '_blank'; }
  looks(node, format);
  node.textContent = text;
  return node;
}
function embed(one) {
  if (!one || one.t === 'box') return Object.assign(document.createElement('span'), {className: 'box', textContent: '\u25a1'});
  if (one.t === 'rule') return document.createElement('hr');
  if (one.t === 'table') {
    const table = document.createElement('table');
    for (const row of one.rows) {
      const line = table.insertRow();
      for (const cell of row) line.insertCell().textContent = cell;
    }
    return table;
  }
  const figure = document.createElement('figure');
  if (one.n === undefined) {
    figure.append(Object.assign(document.createElement('span'), {className: 'box', textContent: one.alt || 'image'}));
  } else {
    figure.append(Object.assign(document.createElement('img'), {src: data.images[one.n], alt: one.alt || ''}));
  }
  if (one.words) figure.append(Object.assign(document.createElement('figcaption'), {textContent: one.words}));
  return figure;
}
function make(block) {
  const kind = data.kinds[block.k];
  const isHeading = kind.t === 'h', isItem = kind.t === 'bullet' || kind.t === 'number' || kind.t === 'check';
  const node = document.createElement(isHeading ? 'h' + Math.min(6, Math.max(1, kind.l || 1)) : 'div');
  node.className = isItem ? 'item' : kind.t === 'p' || isHeading ? '' : kind.t;
  if (kind.i) node.style.marginLeft = 'calc(' + 2 * kind.i + 'em - 15px)';
  if (kind.a) node.style.textAlign = kind.a;
  node.dir = kind.d || 'auto';
  if (kind.t === 'bullet') node.dataset.mark = '\u2022';
  if (kind.t === 'check') node.dataset.mark = kind.c ? '\u2611' : '\u2610';
  let next = 0;
  for (let begin = 0; begin < block.t.length;) {
    const code = block.f ? block.f.charCodeAt(begin) : 48;
    let end = begin;
    while (end < block.t.length && block.t[end] !== '\ufffc' && (!block.f || block.f.charCodeAt(end) === code)) ++end;
    if (end > begin) node.append(run(block.t.slice(begin, end), data.formats[code - 48] || {}));
    if (block.t[end] === '\ufffc') { node.append(embed((block.e || [])[next++])); ++end; }
    begin = end;
  }
  return node;
}
function numberItems() {
  const counters = [];
  for (let index = 0; index < blocks.length; ++index) {
    const kind = data.kinds[blocks[index].k], depth = kind.i || 0;
    const isItem = kind.t === 'number' || kind.t === 'bullet' || kind.t === 'check';
    if (!isItem) { counters.length = 0; continue; }
    counters.length = depth + 1;
    if (kind.t !== 'number') { counters[depth] = 0; continue; }
    counters[depth] = kind.s === undefined ? (counters[depth] || 0) + 1 : kind.s;
    nodes[index].dataset.mark = counters[depth] + '.';
  }
}
function show(target) {
  go(target);
  for (let index = blocks.length - 1; index >= 0; --index) {
    if (nodes[index]) continue;
    nodes[index] = make(blocks[index]);
    page.insertBefore(nodes[index], nodes[index + 1] || null);
  }
  numberItems();
  const author = data.frames[at][1], colour = colours[author % colours.length];
  document.documentElement.style.setProperty('--author', colour);
  page.querySelectorAll('.now').forEach(node => node.classList.remove('now'));
  const node = nodes[touched];
  if (node && at > 0) {
    node.classList.add('now');
    if (element('follow').checked) {
      const rect = node.getBoundingClientRect(), frame = page.parentElement.getBoundingClientRect();
      if (rect.top < frame.top || rect.bottom > frame.bottom) node.scrollIntoView({block: 'center'});
    }
  }
  const when = new Date(times[at]).toLocaleString(undefined, {dateStyle: 'full', timeStyle: 'short'});
  element('when').textContent = at === 0 ? 'The beginning' : when;
  element('who').textContent = at === 0 ? '' : data.authors[author] || '';
  element('count').textContent = at + ' / ' + (data.frames.length - 1);
  slider.value = at;
  slider.setAttribute('aria-valuetext', element('when').textContent + ' ' + element('who').textContent);
}

// Idle time counts 400 ms at most.
const times = [], waits = [];
data.frames.reduce((ms, frame, index) => { times[index] = ms + frame[0]; waits[index] = Math.max(30, Math.min(400, frame[0])); return times[index]; }, data.begin);
const whole = waits.reduce((sum, wait) => sum + wait, 0);
let playing = false, last = 0, rest = 0;
const factor = () => speed.value === 'fit' ? Math.max(whole / 60000, 0.01) : Number(speed.value);
function tick(now) {
  if (!playing) return;
  rest += (now - last) * factor();
  last = now;
  let target = at;
  while (target + 1 < data.frames.length && rest >= waits[target + 1]) rest -= waits[++target];
  if (target !== at) show(target);
  if (at + 1 >= data.frames.length) { toggle(); return; }
  requestAnimationFrame(tick);
}
function toggle() {
  playing = !playing;
  play.textContent = playing ? 'Pause' : 'Play';
  if (!playing) return;
  if (at + 1 >= data.frames.length) show(0);
  last = performance.now();
  rest = 0;
  requestAnimationFrame(tick);
}
play.addEventListener('click', toggle);
slider.addEventListener('input', () => show(Number(slider.value)));
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === ' ' && event.target !== play && event.target !== speed && event.target.type !== 'checkbox') { toggle(); event.preventDefault(); }
  if (event.key === ',' || event.key === '.') speed.selectedIndex = Math.min(speed.options.length - 1, Math.max(0, speed.selectedIndex + (event.key === '.' ? 1 : -1)));
});
document.title = data.title;
slider.max = data.frames.length - 1;
show(data.frames.length - 1);
</script>
</body>
</html>
)page";

}  // namespace varve::convert
