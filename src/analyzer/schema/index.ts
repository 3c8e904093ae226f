import type { Program, TextFile } from '../link/program.js';
import { sqlTables } from './migrations.js';
import { prismaModels, type PrismaModel } from './prisma.js';
import type { Table } from './table.js';

export { drizzleTable } from './drizzle.js';
export { definedTable, entityTable, mongooseSchema, mongooseTable, sequelizeModel } from './entities.js';
export { callOf, madeAt, type Made } from './places.js';
export { coversKey, type Relation, type Table, type VersionColumn } from './table.js';

/**
 * Tables, models and their unique keys, from the schema files of a project. Where several files describe one name (two services,
 * or one for each database), there are several tables: what holds is what holds for each.
 */
export interface Schema {
  /** The models that a Prisma client calls so (`db.apiKey`: `model ApiKey`). */
  prisma(accessor: string): readonly Table[];
  /** The tables of a name, as SQL files describe them. */
  sql(name: string): readonly Table[];
}

/** Reads the schema files of a program's project, once. Handed to {@link Program.derive}. */
export function readSchema(program: Program): Schema {
  const files = program.schemaFiles();
  return program.keep(files, readSchema, () => schemaOf(files));
}

function schemaOf(files: readonly TextFile[]): Schema {
  const models = new Map<string, PrismaModel[]>();
  for (const { path, text } of files) {
    if (!path.endsWith('.prisma')) continue;
    for (const model of prismaModels(text)) {
      const accessor = accessorOf(model.name);
      models.set(accessor, [...(models.get(accessor) ?? []), model]);
    }
  }
  const tables = sqlTables(files.filter(({ path }) => path.endsWith('.sql')));
  return {
    prisma: (accessor) => models.get(accessor) ?? [],
    sql: (name) => tables.get((name.split('.').pop() ?? name).toLowerCase()) ?? [],
  };
}

/** Prisma's client calls a model by its name with a small first letter. */
const accessorOf = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
