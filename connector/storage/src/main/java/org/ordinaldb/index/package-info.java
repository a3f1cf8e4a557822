/// Where a key stands among sorted keys, predicted by a model of them: read
/// [org.ordinaldb.index.LearnedIndex], then [org.ordinaldb.index.RecursiveModelIndex]. Knows
/// nothing but sorted longs; `segment` above it makes longs of keys and stores the models.
@NullMarked
package org.ordinaldb.index;

import org.jspecify.annotations.NullMarked;
