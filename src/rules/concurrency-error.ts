import type { Program } from '../analyzer/link/program.js';
import { refuse, type Edit, type Source, type ts } from '../analyzer/rewrite/tools.js';

const NAME = 'ConcurrencyError';

/**
 * What is thrown where somebody else changed a row between the read and the write: the class of that name that the file or the package has, else one that is
 * declared in the file.
 */
export function concurrencyError(edit: Edit, program: Program, source: Source): string {
  if (source.has(NAME)) return isTopLevel(source) ? NAME : refuse('the name is taken');
  const unit = program.units.find(
    (one) => one.manifest === source.unit.manifest && one.ir.strings.includes(NAME) && program.exported(one, NAME)?.k === 'class',
  );
  if (unit !== undefined) return edit.importFrom(source, unit, { name: NAME });
  declare(edit, source);
  return NAME;
}

/** Is it a class of the file, or imported? */
const isTopLevel = ({ ts: api, tree }: Source): boolean =>
  tree.statements.some(
    (one) =>
      (api.isClassDeclaration(one) && one.name?.text === NAME) ||
      (api.isImportDeclaration(one) && new RegExp(`\\b${NAME}\\b`).test(one.getText(tree))),
  );

/** At one place of the file, whoever asks: two edits that both declare it touch, and are not made together. */
function declare(edit: Edit, source: Source): void {
  const { ts: api, style, tree } = source;
  const isImport = (one: ts.Statement): boolean =>
    api.isImportDeclaration(one) || (api.isVariableStatement(one) && /=\s*require\(/.test(source.textOf(one)));
  const rest = tree.statements.findIndex(
    (one) => !isImport(one) && !(api.isExpressionStatement(one) && api.isStringLiteral(one.expression)),
  );
  const last = tree.statements.at(rest - 1);
  if (rest <= 0 || last === undefined) refuse('nothing is imported');
  edit.after(source, last, [
    '',
    '/** Somebody else changed the row between the read and the write: read again, or tell the caller. */',
    `class ${NAME} extends Error {`,
    `  ${style.isTypeScript ? 'override ' : ''}name = ${style.str(NAME)}${style.semi}`,
    '}',
  ]);
}
