// Compares the texts that our engine makes of histories with those of other engines. Run by hand:
//
//   mkdir /tmp/peers && cp package.json /tmp/peers && npm install --prefix /tmp/peers
//   ninja -C BUILD random_text_graphs varve-cli
//   node compare_texts.mjs /tmp/peers/node_modules BUILD [--graphs 2000] [--seed 1] [--traces FOLDER]
//
// 1. Random concurrent histories of plain text (random_text_graphs.cpp) against diamond-types, whose tie rule is the
//    order of agents' names as ours is that of their ids; names are ids in hexadecimal, so both orders are one. Every
//    text must be equal. So that nobody takes this for a test without ties, they are replayed with the agents' order
//    reversed as well: the number of texts that change then is the number of histories in which a tie decides.
// 2. With --traces: the end text of every recorded session (*.json.gz) by Yjs and Loro, whose tie rules are others,
//    hence only of traces without two insertions at one place at the same time. Each agent is a replica that receives
//    what the trace's parents say and edits; an onlooker receives every update. Ours: varve-cli import-trace and cat.
//
// Ends with 1 when any text differs. Offsets of these packages are UTF-16 units in Yjs and Loro, so characters of the
// traces outside the basic plane are replaced by "_" on both sides.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'

const usage = 'usage: node compare_texts.mjs NODE_MODULES BUILD [--graphs N] [--seed N] [--traces FOLDER]'
const [modules, build, ...rest] = process.argv.slice(2)
const options = { graphs: '2000', seed: '1' }
for (let i = 0; i < rest.length; i += 2) {
  const name = rest[i].replace(/^--/, '')
  if (!['graphs', 'seed', 'traces'].includes(name) || rest[i + 1] === undefined) throw new Error(usage)
  options[name] = rest[i + 1]
}
if (!build) throw new Error(usage)
const require = createRequire(path.join(path.resolve(modules), 'resolver.js'))
let failed = false

// ------------------------------------------------------------------------------------------ 1. random histories
function freshDiamond() {
  for (const file of Object.keys(require.cache)) if (file.includes('diamond-types-node')) delete require.cache[file]
  return require('diamond-types-node')
}
let diamond = freshDiamond()

function diamondText(graph, nameOf) {
  const log = new diamond.OpLog()
  for (const [agent, parents, position, deleted, text] of graph.operations) {
    log.setAgent(nameOf(graph.agents[agent]))
    const heads = Uint32Array.from(parents).sort() // it wants them ascending
    if (deleted) log.del(position, deleted, heads)
    else log.ins(position, text, heads)
  }
  const branch = log.checkout()
  const text = branch.get()
  branch.free()
  log.free()
  return text
}

const reversed = (name) => name.replace(/./g, (digit) => (15 - parseInt(digit, 16)).toString(16))

/// Whether the text is another one when ties go the other way, or offsets do not fit any more, for then other characters
/// are deleted. The package panics in the latter case, says so on the console, and must be loaded anew.
function isDecidedByTies(graph) {
  const { error } = console
  console.error = () => {}
  try {
    return diamondText(graph, reversed) !== graph.text
  } catch {
    diamond = freshDiamond()
    return true
  } finally {
    console.error = error
  }
}

function isMerge(operation) {
  return operation[1].length > 1
}

function compareGraphs() {
  const program = path.join(build, 'tests/convergence/random_text_graphs')
  const lines = execFileSync(program, [options.seed, options.graphs], { maxBuffer: 2 ** 30 }).toString().trim().split('\n')
  let different = 0
  let decidedByTies = 0
  let units = 0
  let merges = 0
  for (const line of lines) {
    const graph = JSON.parse(line)
    units += graph.operations.reduce((sum, [, , , deleted, text]) => sum + (deleted || [...text].length), 0)
    merges += graph.operations.filter(isMerge).length
    const text = diamondText(graph, (name) => name)
    if (text !== graph.text) {
      different++
      console.log(`seed ${graph.seed}: diamond-types ${JSON.stringify(text)}, ours ${JSON.stringify(graph.text)}`)
    }
    if (isDecidedByTies(graph)) decidedByTies++
  }
  failed ||= different > 0
  console.log(`diamond-types: ${lines.length} random graphs from seed ${options.seed} (${units} units, ${merges} merges): ` +
    `${lines.length - different} equal, ${different} different; a tie decides in ${decidedByTies}`)
}

// ------------------------------------------------------------------------------------------ 2. recorded sessions
const yjs = () => {
  const Y = require('yjs')
  let clients = 0
  return {
    make() {
      const doc = new Y.Doc()
      doc.clientID = ++clients
      const replica = { doc, text: doc.getText('t'), update: null }
      doc.on('update', (update) => { replica.update = update })
      return replica
    },
    edit(replica, patches) {
      replica.doc.transact(() => {
        for (const [position, deleted, inserted] of patches) {
          if (deleted) replica.text.delete(position, deleted)
          if (inserted) replica.text.insert(position, inserted)
        }
      })
      return replica.update
    },
    receive(replica, updates) { for (const update of updates) Y.applyUpdate(replica.doc, update) },
    textOf: (replica) => replica.text.toString(),
    free(replica) { replica.doc.destroy() }
  }
}

const loro = () => {
  const { LoroDoc } = require('loro-crdt')
  let peers = 0
  return {
    make() {
      const doc = new LoroDoc()
      doc.setPeerId(String(++peers))
      return { doc, text: doc.getText('t') }
    },
    edit(replica, patches) {
      const before = replica.doc.version()
      for (const [position, deleted, inserted] of patches) {
        if (deleted) replica.text.delete(position, deleted)
        if (inserted) replica.text.insert(position, inserted)
      }
      replica.doc.commit()
      return replica.doc.export({ mode: 'update', from: before })
    },
    receive(replica, updates) { if (updates.length) replica.doc.importBatch(updates) },
    textOf: (replica) => replica.text.toString(),
    free(replica) { replica.doc.free() }
  }
}

const basicPlane = (text) => text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '_')

function readTrace(file) {
  const trace = JSON.parse(zlib.gunzipSync(fs.readFileSync(file)))
  const concurrent = trace.kind === 'concurrent'
  const transactions = trace.txns.map((transaction, index) => ({
    agent: concurrent ? transaction.agent : 0,
    parents: concurrent ? transaction.parents : index ? [index - 1] : [],
    patches: transaction.patches.map(([position, deleted, text]) => [position, deleted, basicPlane(text)])
  }))
  return { concurrent, transactions, end: basicPlane(trace.endContent) }
}

/// A sequential session needs one replica and no updates.
function typedText(peer, trace) {
  const replica = peer.make()
  for (const transaction of trace.transactions) if (transaction.patches.length) peer.edit(replica, transaction.patches)
  return peer.textOf(replica)
}

function mergedText(peer, trace) {
  const { transactions } = trace
  const lastOf = new Map(transactions.map((transaction, index) => [transaction.agent, index]))
  const replicas = new Map() // agent -> { replica, has }, from its first transaction to its last
  const updates = []
  transactions.forEach(({ agent, parents, patches }, index) => {
    if (!replicas.has(agent)) replicas.set(agent, { replica: peer.make(), has: new Uint8Array(transactions.length) })
    const { replica, has } = replicas.get(agent)
    const missing = []
    const stack = [...parents]
    while (stack.length) {
      const parent = stack.pop()
      if (has[parent]) continue
      has[parent] = 1
      missing.push(parent)
      stack.push(...transactions[parent].parents)
    }
    peer.receive(replica, missing.sort((a, b) => a - b).map((parent) => updates[parent]).filter(Boolean))
    updates[index] = patches.length ? peer.edit(replica, patches) : null
    has[index] = 1
    if (lastOf.get(agent) === index) {
      peer.free(replica)
      replicas.delete(agent)
    }
  })
  const onlooker = peer.make()
  peer.receive(onlooker, updates.filter(Boolean))
  return peer.textOf(onlooker)
}

function ourText(file) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'compare-texts-'))
  const program = path.join(build, 'varve-cli')
  const document = path.join(folder, 'trace.varve')
  execFileSync(program, ['import-trace', file, document], { stdio: ['ignore', 'ignore', 'inherit'] })
  const text = execFileSync(program, ['cat', document], { maxBuffer: 2 ** 30 }).toString()
  fs.rmSync(folder, { recursive: true })
  return basicPlane(text)
}

function compareTraces(folder) {
  for (const name of fs.readdirSync(folder).filter((entry) => entry.endsWith('.json.gz')).sort()) {
    const file = path.join(folder, name)
    const trace = readTrace(file)
    const ours = ourText(file)
    const results = [['end of the trace', trace.end]]
    for (const [peerName, make] of [['yjs', yjs], ['loro', loro]]) {
      const peer = make()
      results.push([peerName, trace.concurrent ? mergedText(peer, trace) : typedText(peer, trace)])
    }
    const different = results.filter(([, text]) => text !== ours).map(([peerName]) => peerName)
    failed ||= different.length > 0
    console.log(`${name}: ${trace.transactions.length} transactions, ${ours.length} characters: ` +
      (different.length ? `DIFFERENT from ${different.join(', ')}` : `equal to ${results.map(([n]) => n).join(', ')}`))
  }
}

compareGraphs()
if (options.traces) compareTraces(options.traces)
process.exit(failed ? 1 : 0)
