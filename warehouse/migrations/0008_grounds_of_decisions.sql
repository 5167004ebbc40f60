alter table dispositions add column grounds varchar; -- level and basis of the finding it was given on; blank: not known
