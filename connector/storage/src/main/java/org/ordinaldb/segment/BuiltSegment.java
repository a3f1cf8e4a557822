package org.ordinaldb.segment;

/// What [SegmentBuilder#finish()] leaves to be stored beside the chunks: both are needed to open the
/// segment with [Segment#open].
///
/// @param model the stored form of the learned index and of what its keys are made of
public record BuiltSegment(SegmentDescriptor descriptor, byte[] model) {}
