import type { Program } from '../../analyzer/link/program.js';
import type { Edit, Source, ts } from '../../analyzer/rewrite/tools.js';

/** How many types within types are followed. */
const MAX_DEPTH = 6;

/** Is a value of a type the same again after `JSON.parse(JSON.stringify(value))`: text, numbers, booleans, null, and objects and arrays of them? */
export function isPlain(program: Program, edit: Edit, source: Source, type: ts.TypeNode, depth = 0): boolean {
  const { ts: api } = source;
  const { SyntaxKind: kind } = api;
  const again = (node: ts.TypeNode | undefined): boolean => node !== undefined && isPlain(program, edit, source, node, depth + 1);
  if (depth > MAX_DEPTH) return false;
  if ([kind.StringKeyword, kind.NumberKeyword, kind.BooleanKeyword].includes(type.kind)) return true;
  if (api.isLiteralTypeNode(type)) return true;
  if (api.isParenthesizedTypeNode(type)) return again(type.type);
  if (api.isTypeOperatorNode(type)) return type.operator === kind.ReadonlyKeyword && again(type.type);
  if (api.isArrayTypeNode(type)) return again(type.elementType);
  if (api.isUnionTypeNode(type) || api.isIntersectionTypeNode(type)) return type.types.every(again);
  if (api.isTypeLiteralNode(type)) return type.members.every((member) => isPlainMember(program, edit, source, member, depth));
  if (!api.isTypeReferenceNode(type) || !api.isIdentifier(type.typeName)) return false;
  const { text } = type.typeName;
  if (['Readonly', 'Array', 'ReadonlyArray', 'Partial'].includes(text)) return type.typeArguments?.every(again) === true;
  if (text === 'Record') return type.typeArguments?.length === 2 && again(type.typeArguments[1]);
  return type.typeArguments === undefined && isPlainName(program, edit, source, text, depth);
}

function isPlainMember(program: Program, edit: Edit, source: Source, member: ts.TypeElement, depth: number): boolean {
  return source.ts.isPropertySignature(member) && member.type !== undefined && isPlain(program, edit, source, member.type, depth + 1);
}

/** A type of the file, or one that it imports from another file of the project. */
function isPlainName(program: Program, edit: Edit, source: Source, name: string, depth: number): boolean {
  const { ts: api, unit } = source;
  for (const node of source.tree.statements) {
    if (api.isInterfaceDeclaration(node) && node.name.text === name)
      return (
        node.heritageClauses === undefined &&
        node.typeParameters === undefined &&
        node.members.every((member) => isPlainMember(program, edit, source, member, depth))
      );
    if (api.isTypeAliasDeclaration(node) && node.name.text === name)
      return node.typeParameters === undefined && isPlain(program, edit, source, node.type, depth + 1);
  }
  for (let row = 0, n = unit.ir.count('imports'); row < n; row++) {
    const imported = unit.ir.import(row);
    const target = unit.targets[row];
    if (imported.local !== name || target.kind !== 'unit' || imported.name === '*' || imported.name === 'default') continue;
    return depth < MAX_DEPTH && isPlainName(program, edit, edit.source(program.units[target.unit]), imported.name, depth + 1);
  }
  return false;
}
