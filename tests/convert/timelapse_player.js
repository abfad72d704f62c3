// Runs the player of a timelapse page without a browser:
//
//     node timelapse_player.js PAGE.html FRAME...
//
// shows one frame after the other and prints, as JSON, what each showed: the text of the player's blocks and the text
// of the nodes that it put on the page. Then lets it play from the first frame to the last, and says where it stopped.
// The document object model here is as small as the player allows.
'use strict';
const fs = require('fs');
const vm = require('vm');

class Node {
  constructor(name, text) {
    Object.assign(this, {name, children: [], parent: null, own: text || '', style: {setProperty() {}}, dataset: {}, className: ''});
    this.listeners = {};
    this.classList = {
      add: one => { this.className = (this.className + ' ' + one).trim(); },
      remove: one => { this.className = this.className.split(' ').filter(other => other !== one).join(' '); },
    };
  }
  get textContent() { return this.own + this.children.map(child => child.textContent).join(''); }
  set textContent(text) { this.own = String(text); this.children = []; }
  get parentElement() { return this.parent; }
  append(child) { this.insertBefore(child, null); }
  insertBefore(child, before) {
    if (child.parent) throw new Error('a node is put in twice');
    const at = before === null ? this.children.length : this.children.indexOf(before);
    if (at < 0) throw new Error('a node is put in front of one that is not there');
    child.parent = this;
    this.children.splice(at, 0, child);
  }
  remove() {
    this.parent.children.splice(this.parent.children.indexOf(this), 1);
    this.parent = null;
  }
  insertRow() { const row = new Node('tr'); this.append(row); return row; }
  insertCell() { return this.insertRow(); }
  querySelectorAll(selector) { return this.children.filter(child => child.className.split(' ').includes(selector.slice(1))); }
  getBoundingClientRect() { return {top: 0, bottom: 1}; }
  scrollIntoView() {}
  setAttribute() {}
  addEventListener(event, listener) { this.listeners[event] = listener; }
}

const page = fs.readFileSync(process.argv[2], 'utf8');
const [data, script] = [...page.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(match => match[1]);
const elements = {};
for (const id of ['page', 'slider', 'play', 'speed', 'follow', 'when', 'who', 'count']) elements[id] = new Node(id);
elements.data = new Node('script', data);
elements.speed.value = '64';
elements.speed.options = [];
elements.follow.checked = true;
new Node('main').append(elements.page);
let now = 0, next = null;
const context = vm.createContext({
  document: {
    getElementById: id => elements[id],
    createElement: name => new Node(name),
    createTextNode: text => new Node('', text),
    documentElement: new Node('html'),
    addEventListener() {},
  },
  performance: {now: () => now},
  requestAnimationFrame: tick => { next = tick; },
});
vm.runInContext(script + '\n;globalThis.player = {show, blocks, frames: data.frames, at: () => at};', context);

const player = context.player;
const facts = () => ({
  text: player.blocks.map(block => block.t).join('\n'),
  // An embed is a character of the text, and something else on the page.
  shown: elements.page.children.map((node, index) => player.blocks[index].t.includes('\ufffc') ? null : node.textContent),
  blocks: player.blocks.map(block => block.t.includes('\ufffc') ? null : block.t),
});
const frames = process.argv.slice(3).map(Number).map(frame => { player.show(frame); return facts(); });
player.show(player.frames.length - 1);
elements.play.listeners.click();
for (let tick; player.frames.length > 1 && (tick = next);) { next = null; now += 16; tick(now); }
process.stdout.write(JSON.stringify({frames, playedTo: player.at(), frameCount: player.frames.length}));
