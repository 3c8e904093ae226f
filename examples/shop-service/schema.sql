CREATE TABLE IF NOT EXISTS users (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email      text NOT NULL UNIQUE,
  name       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS orders (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reference  text NOT NULL,
  user_id    bigint NOT NULL REFERENCES users (id),
  item_id    text NOT NULL,
  quantity   integer NOT NULL CHECK (quantity > 0),
  country    text NOT NULL,
  shipping   integer NOT NULL,
  status     text NOT NULL DEFAULT 'new',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS orders_by_user ON orders (user_id);
