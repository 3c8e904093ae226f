import { type FunctionRow, type ModuleIR, operandKind, type Value } from './module.js';
import {
  Bind,
  BindFlag,
  CALL_NEW,
  CALL_OPTIONAL,
  CALL_SUPER,
  CALL_TAGGED,
  Cls,
  Export,
  Fn,
  Import,
  Member,
  MemberFlag,
  Mod,
  Op,
  Term,
} from './ops.js';

/** The IR as text: rows, then each function with its blocks. Values are numbered in the order they lie in the code. */
export function printModule(ir: ModuleIR): string {
  const printer = new Printer(ir);
  return printer.print();
}

const OBJECT_KINDS = ['', 'computed ', '...', 'get ', 'set '];
const LOGIC = ['&&', '||', '??'];

class Printer {
  private readonly names = new Map<Value, string>();
  private readonly out: string[] = [];

  constructor(private readonly ir: ModuleIR) {
    for (let f = 0; f < ir.count('functions'); f++) {
      const [start, end] = ir.fnCode(f);
      let n = 0;
      for (let v = start; v < end; v = ir.next(v)) this.names.set(v, f === 0 ? `%${n++}` : `%${f}.${n++}`);
    }
  }

  print(): string {
    const { ir, out } = this;
    if (ir.flags !== 0) out.push(`module ${flagNames(Mod, ir.flags)}`);
    for (let i = 0; i < ir.count('imports'); i++) {
      const row = ir.import(i);
      out.push(
        `import m${i} ${Import[row.kind]} '${row.specifier}' ${row.name}${row.local && row.local !== row.name ? ` as ${row.local}` : ''}`.trimEnd(),
      );
    }
    for (let i = 0; i < ir.count('exports'); i++) {
      const row = ir.export(i);
      const target =
        row.kind === Export.Import || row.kind === Export.Star
          ? `m${row.target}`
          : row.kind === Export.Binding || row.kind === Export.Type
            ? this.binding(row.target)
            : this.value(row.target);
      out.push(`export ${row.name} ${Export[row.kind]} ${target}${row.fn > 0 ? ` in f${row.fn}` : ''}`);
    }
    for (let i = 0; i < ir.count('bindings'); i++) {
      const b = ir.binding(i);
      const parts = [`binding ${this.binding(i)} ${Bind[b.kind]}`, flagNames(BindFlag, b.flags), b.owner > 0 ? `of f${b.owner}` : ''];
      if (b.value >= 0) parts.push(`= ${this.value(b.value)}`);
      if (b.type >= 0) parts.push(`: ${this.value(b.type)}`);
      if (b.cls >= 0) parts.push(`c${b.cls}`);
      out.push(parts.filter((p) => p !== '').join(' '));
    }
    for (let i = 0; i < ir.count('classes'); i++) this.printClass(i);
    for (let i = 0; i < ir.count('comments'); i++) {
      const c = ir.comment(i);
      out.push(`comment ${c.kind} [${c.rules}]${c.reason ? ` -- ${c.reason}` : ''} ${c.start}-${c.end}`);
    }
    for (let i = 0; i < ir.count('functions'); i++) this.printFunction(ir.fn(i));
    return out.join('\n');
  }

  private printClass(index: number): void {
    const { ir, out } = this;
    const c = ir.cls(index);
    const parts = [`class c${index} ${c.name || '(anonymous)'}`, flagNames(Cls, c.flags)];
    if (c.owner > 0) parts.push(`of f${c.owner}`);
    if (c.heritage >= 0) parts.push(`extends ${this.value(c.heritage)}`);
    if (c.ctor >= 0) parts.push(`ctor f${c.ctor}`);
    if (c.fields >= 0) parts.push(`fields f${c.fields}`);
    if (c.decorators.length > 0) parts.push(`@ ${c.decorators.map((d) => this.value(d)).join(' ')}`);
    out.push(parts.filter((p) => p !== '').join(' '));
    for (let i = 0; i < c.memberCount; i++) {
      const m = ir.member(c, i);
      const line = [`  ${Member[m.kind]} ${m.name || '(computed)'}`, flagNames(MemberFlag, m.flags)];
      if (m.fn >= 0) line.push(`f${m.fn}`);
      if (m.value >= 0) line.push(`= ${this.value(m.value)}`);
      if (m.type >= 0) line.push(`: ${this.value(m.type)}`);
      if (m.decorators.length > 0) line.push(`@ ${m.decorators.map((d) => this.value(d)).join(' ')}`);
      out.push(line.filter((p) => p !== '').join(' '));
    }
  }

  private printFunction(fn: FunctionRow): void {
    const { ir, out } = this;
    const params: string[] = [];
    for (let i = 0; i < fn.paramCount; i++) {
      const p = ir.param(fn.firstParam + i);
      params.push(`${p.flags & 2 ? '...' : ''}${p.name || '_'}${p.flags & 1 ? '?' : ''}${p.type >= 0 ? `: ${this.value(p.type)}` : ''}`);
    }
    const parts = [`f${fn.index} ${fn.name}(${params.join(', ')})`, flagNames(Fn, fn.flags)];
    if (fn.parent > 0) parts.push(`in f${fn.parent}`);
    if (fn.cls >= 0) parts.push(`of c${fn.cls}`);
    if (fn.returnType >= 0) parts.push(`: ${this.value(fn.returnType)}`);
    out.push(parts.filter((p) => p !== '').join(' '));
    for (let b = 0; b < fn.blockCount; b++) {
      const block = ir.block(fn, b);
      if (fn.blockCount > 1) out.push(` b${b}${block.handler >= 0 ? ` handler b${block.handler}` : ''}`);
      for (let v = block.codeStart; v < block.codeEnd; v = ir.next(v)) out.push(`  ${this.value(v)} = ${this.instruction(v)}`);
      const to = block.successors.map((s) => `b${s}`).join(' ');
      const operand = block.operand >= 0 ? this.value(block.operand) : '';
      const term = Term[block.term].toLowerCase();
      // A function that just ends needs no line that says so.
      if (block.term !== Term.Return || operand !== '' || fn.blockCount > 1)
        out.push(`  ${[term, operand, to].filter((p) => p !== '').join(' ')}`);
    }
  }

  private binding(index: number): string {
    return index < this.ir.count('bindings') && index >= 0 ? `${this.ir.binding(index).name}#${index}` : `#${index}?`;
  }

  private value(value: Value): string {
    return this.names.get(value) ?? `%?${value}`;
  }

  private instruction(v: Value): string {
    const { ir } = this;
    const op = ir.op(v);
    const parts: string[] = [ir.opName(v)];
    const count = ir.operandCount(v);
    if (op === Op.object) {
      const entries: string[] = [];
      for (let i = 0; i + 2 < count; i += 3) {
        const kind = ir.operand(v, i);
        const key = kind === 1 ? `[${this.value(ir.operand(v, i + 1))}]` : ir.string(ir.operand(v, i + 1));
        entries.push(`${OBJECT_KINDS[kind]}${key}${kind === 2 ? '' : ': '}${this.value(ir.operand(v, i + 2))}`);
      }
      return `object {${entries.join(', ')}}`;
    }
    if (op === Op.phi) {
      for (let i = 0; i < count; i += 2) parts.push(`b${ir.operand(v, i)}:${this.value(ir.operand(v, i + 1))}`);
      return parts.join(' ');
    }
    for (let i = 0; i < count; i++) {
      const operand = ir.operand(v, i);
      switch (operandKind(op, i)) {
        case 'v':
          parts.push(operand < 0 ? '-' : this.value(operand));
          break;
        case 's':
          parts.push(JSON.stringify(ir.string(operand)));
          break;
        case 'f':
          parts.push(`f${operand}`);
          break;
        case 'c':
          parts.push(`c${operand}`);
          break;
        case 'b':
          parts.push(this.binding(operand));
          break;
        case 'm':
          parts.push(`m${operand}`);
          break;
        default:
          parts.push(this.integer(op, operand));
      }
    }
    return parts.filter((p) => p !== '').join(' ');
  }

  /** Flags are left out where there are none. */
  private integer(op: number, operand: number): string {
    if (op === Op.call) {
      const flags: [number, string][] = [
        [CALL_OPTIONAL, '?'],
        [CALL_NEW, 'new'],
        [CALL_TAGGED, 'tagged'],
        [CALL_SUPER, 'super'],
      ];
      return flags
        .filter(([bit]) => operand & bit)
        .map(([, text]) => text)
        .join(' ');
    }
    if (op === Op.get || op === Op.getx) return operand ? '?' : '';
    if (op === Op.logic) return LOGIC[operand];
    if (op === Op.await) return operand ? 'implicit' : '';
    if (op === Op.yield) return operand ? '*' : '';
    if (op === Op.iter || op === Op.using || op === Op.dispose) return operand ? 'async' : '';
    if (op === Op.cast) return operand ? 'const' : '';
    return String(operand);
  }
}

function flagNames(names: Record<number, string>, flags: number): string {
  const found: string[] = [];
  for (let bit = 1; bit <= flags; bit <<= 1) if (flags & bit) found.push((names[bit] ?? String(bit)).toLowerCase());
  return found.join(' ');
}
