//! Written by `crates/testkit/examples/fit`: mean, deviation and weight of each feature.

#![allow(clippy::approx_constant, reason = "a weight may look like one")]

use super::{Model, Models};

pub(super) const ENGLISH_BY_WORDS: Models = Models {
    answer: Model {
        bias: -1.987,
        features: [
            (-1.642, 1.558, 1.422),  // share
            (0.519, 0.641, 0.670),   // ahead
            (-0.367, 0.598, -0.005), // behind
            (0.367, 0.271, -1.097),  // asked
            (0.420, 0.271, 1.560),   // known
            (0.391, 0.266, 0.185),   // pieces
            (0.077, 0.230, -0.142),  // wordings
            (0.249, 0.188, 0.241),   // nearest
            (0.247, 0.168, 0.023),   // nearest-other
            (0.267, 0.218, 0.172),   // neighbours
            (0.298, 0.273, 0.283),   // neighbours-fair
            (1.707, 0.417, 0.256),   // length
            (0.265, 0.570, 0.068),   // clauses
            (0.934, 0.248, 1.319),   // own-language
            (1.241, 0.607, -0.372),  // score
            (6.597, 0.775, 0.215),   // experience
            (-0.377, 0.362, 0.000),  // best-three
            (0.001, 0.396, 0.000),   // asks-alike
            (0.135, 0.184, 0.000),   // asked-and-near
            (0.000, 0.001, 0.000),   // vector
            (0.000, 0.001, 0.000),   // vector-other
            (0.000, 0.001, 0.000),   // vector-answer
            (0.000, 0.001, 0.000),   // vector-neighbours
            (0.000, 0.001, 0.000),   // known-and-near
            (0.000, 0.001, 0.000),   // vector-fall
            (0.000, 0.001, 0.000),   // vector-falls
        ],
    },
    among: Model {
        bias: 0.187,
        features: [
            (-0.828, 0.693, 0.509), // share
            (0.831, 0.631, 0.171),  // ahead
            (-0.010, 0.050, 0.292), // behind
            (0.429, 0.284, -0.556), // asked
            (0.487, 0.280, 1.111),  // known
            (0.452, 0.276, 0.172),  // pieces
            (0.078, 0.230, -0.115), // wordings
            (0.296, 0.205, 0.252),  // nearest
            (0.211, 0.131, 0.140),  // nearest-other
            (0.335, 0.227, -0.049), // neighbours
            (0.389, 0.283, 0.496),  // neighbours-fair
            (1.707, 0.417, 0.320),  // length
            (0.265, 0.570, 0.116),  // clauses
            (0.964, 0.187, 0.514),  // own-language
            (1.442, 0.582, -0.270), // score
            (6.597, 0.776, 0.394),  // experience
            (-0.377, 0.362, 0.000), // best-three
            (0.018, 0.395, 0.000),  // asks-alike
            (0.176, 0.212, 0.000),  // asked-and-near
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
            (0.000, 0.001, 0.000),  // known-and-near
            (0.000, 0.001, 0.000),  // vector-fall
            (0.000, 0.001, 0.000),  // vector-falls
        ],
    },
    grown: None,
};

pub(super) const ENGLISH: Models = Models {
    answer: Model {
        bias: -1.944,
        features: [
            (-2.317, 3.537, 1.776),  // share
            (0.925, 0.965, 1.042),   // ahead
            (-0.623, 0.941, -0.725), // behind
            (0.322, 0.279, -1.394),  // asked
            (0.381, 0.283, 2.231),   // known
            (0.351, 0.271, 0.214),   // pieces
            (0.087, 0.287, -0.184),  // wordings
            (0.224, 0.192, -1.292),  // nearest
            (0.247, 0.160, -0.231),  // nearest-other
            (0.225, 0.209, -0.244),  // neighbours
            (0.253, 0.265, 0.228),   // neighbours-fair
            (1.706, 0.418, 0.223),   // length
            (0.265, 0.570, 0.058),   // clauses
            (0.932, 0.251, 2.002),   // own-language
            (2.408, 0.486, 0.890),   // score
            (6.558, 0.753, 0.339),   // experience
            (-0.064, 0.160, -0.548), // best-three
            (0.009, 0.395, 0.298),   // asks-alike
            (0.119, 0.178, 1.622),   // asked-and-near
            (0.500, 0.175, 0.320),   // vector
            (0.518, 0.154, 0.347),   // vector-other
            (0.157, 0.129, -0.166),  // vector-answer
            (0.310, 0.265, 0.571),   // vector-neighbours
            (0.222, 0.218, -1.377),  // known-and-near
            (0.153, 0.100, 0.465),   // vector-fall
            (0.074, 0.045, -0.503),  // vector-falls
        ],
    },
    among: Model {
        bias: 0.875,
        features: [
            (-0.262, 0.401, -0.487), // share
            (1.480, 0.817, 0.573),   // ahead
            (-0.000, 0.001, 0.000),  // behind
            (0.387, 0.295, -0.924),  // asked
            (0.450, 0.295, 1.846),   // known
            (0.414, 0.284, 0.247),   // pieces
            (0.069, 0.303, -0.058),  // wordings
            (0.270, 0.210, -1.978),  // nearest
            (0.216, 0.125, -0.051),  // nearest-other
            (0.286, 0.219, -0.743),  // neighbours
            (0.332, 0.281, 0.685),   // neighbours-fair
            (1.706, 0.418, 0.482),   // length
            (0.265, 0.570, -0.050),  // clauses
            (0.958, 0.200, 0.581),   // own-language
            (2.595, 0.454, 1.253),   // score
            (6.558, 0.754, 0.444),   // experience
            (-0.064, 0.160, -0.223), // best-three
            (0.017, 0.395, 0.401),   // asks-alike
            (0.158, 0.205, 2.597),   // asked-and-near
            (0.537, 0.180, 0.461),   // vector
            (0.495, 0.140, 0.261),   // vector-other
            (0.164, 0.131, -0.259),  // vector-answer
            (0.395, 0.270, 0.502),   // vector-neighbours
            (0.276, 0.239, -1.594),  // known-and-near
            (0.162, 0.102, 0.247),   // vector-fall
            (0.076, 0.045, -0.311),  // vector-falls
        ],
    },
    grown: Some(Model {
        bias: 2.289,
        features: [
            (-0.107, 0.229, -0.412), // share
            (1.868, 0.775, 1.567),   // ahead
            (-0.000, 0.001, 0.000),  // behind
            (0.621, 0.293, -0.299),  // asked
            (0.627, 0.292, 0.331),   // known
            (0.646, 0.268, 0.095),   // pieces
            (-0.033, 0.552, -0.345), // wordings
            (0.423, 0.213, -0.033),  // nearest
            (0.311, 0.142, -0.064),  // nearest-other
            (0.458, 0.266, 0.125),   // neighbours
            (0.499, 0.283, -0.101),  // neighbours-fair
            (1.644, 0.387, 0.057),   // length
            (0.230, 0.553, 0.018),   // clauses
            (1.000, 0.001, 0.000),   // own-language
            (2.907, 0.336, 0.290),   // score
            (6.759, 0.816, 0.287),   // experience
            (-0.012, 0.055, 0.414),  // best-three
            (0.091, 0.367, -0.001),  // asks-alike
            (0.311, 0.246, 0.221),   // asked-and-near
            (0.685, 0.149, 0.158),   // vector
            (0.585, 0.137, 0.277),   // vector-other
            (0.000, 0.001, 0.000),   // vector-answer
            (0.597, 0.269, 0.177),   // vector-neighbours
            (0.456, 0.257, -0.278),  // known-and-near
            (0.185, 0.101, -0.036),  // vector-fall
            (0.082, 0.045, -0.026),  // vector-falls
        ],
    }),
};

pub(super) const JAPANESE_BY_WORDS: Models = Models {
    answer: Model {
        bias: -2.160,
        features: [
            (-1.663, 1.403, 0.838), // share
            (0.490, 0.618, 0.629),  // ahead
            (-0.362, 0.572, 0.621), // behind
            (0.371, 0.298, -0.802), // asked
            (0.483, 0.292, 1.523),  // known
            (0.157, 0.256, 0.545),  // pieces
            (0.129, 0.134, -0.024), // wordings
            (0.262, 0.199, 0.206),  // nearest
            (0.273, 0.172, -0.394), // nearest-other
            (0.260, 0.224, -0.654), // neighbours
            (0.287, 0.275, 0.542),  // neighbours-fair
            (2.206, 0.530, -0.031), // length
            (0.245, 0.518, 0.413),  // clauses
            (0.939, 0.240, 1.283),  // own-language
            (1.072, 0.630, -0.131), // score
            (6.497, 0.729, 0.468),  // experience
            (-0.439, 0.387, 0.000), // best-three
            (-0.047, 0.439, 0.000), // asks-alike
            (0.146, 0.191, 0.000),  // asked-and-near
            (0.000, 0.001, 0.000),  // vector
            (0.000, 0.001, 0.000),  // vector-other
            (0.000, 0.001, 0.000),  // vector-answer
            (0.000, 0.001, 0.000),  // vector-neighbours
            (0.000, 0.001, 0.000),  // known-and-near
            (0.000, 0.001, 0.000),  // vector-fall
            (0.000, 0.001, 0.000),  // vector-falls
        ],
    },
    among: Model {
        bias: 0.028,
        features: [
            (-0.916, 0.716, 0.395),  // share
            (0.783, 0.618, 0.272),   // ahead
            (-0.023, 0.094, -0.005), // behind
            (0.444, 0.314, -0.614),  // asked
            (0.560, 0.297, 1.196),   // known
            (0.193, 0.279, 0.434),   // pieces
            (0.132, 0.136, 0.062),   // wordings
            (0.314, 0.214, 0.172),   // nearest
            (0.236, 0.137, -0.214),  // nearest-other
            (0.329, 0.236, -0.669),  // neighbours
            (0.374, 0.289, 0.500),   // neighbours-fair
            (2.206, 0.530, -0.157),  // length
            (0.245, 0.518, 0.546),   // clauses
            (0.959, 0.198, 0.278),   // own-language
            (1.281, 0.616, 0.072),   // score
            (6.497, 0.729, 0.509),   // experience
            (-0.439, 0.387, 0.000),  // best-three
            (-0.021, 0.441, 0.000),  // asks-alike
            (0.194, 0.218, 0.000),   // asked-and-near
            (0.000, 0.001, 0.000),   // vector
            (0.000, 0.001, 0.000),   // vector-other
            (0.000, 0.001, 0.000),   // vector-answer
            (0.000, 0.001, 0.000),   // vector-neighbours
            (0.000, 0.001, 0.000),   // known-and-near
            (0.000, 0.001, 0.000),   // vector-fall
            (0.000, 0.001, 0.000),   // vector-falls
        ],
    },
    grown: None,
};

pub(super) const JAPANESE: Models = Models {
    answer: Model {
        bias: -2.160,
        features: [
            (-2.013, 2.990, 0.396),  // share
            (0.806, 0.871, 0.828),   // ahead
            (-0.547, 0.841, 0.718),  // behind
            (0.335, 0.310, -1.418),  // asked
            (0.448, 0.312, 1.667),   // known
            (0.150, 0.256, 0.423),   // pieces
            (0.129, 0.135, -0.046),  // wordings
            (0.244, 0.209, -0.865),  // nearest
            (0.275, 0.172, -0.210),  // nearest-other
            (0.240, 0.236, -0.962),  // neighbours
            (0.267, 0.287, 0.706),   // neighbours-fair
            (2.206, 0.530, 0.013),   // length
            (0.245, 0.518, 0.448),   // clauses
            (0.918, 0.275, 2.345),   // own-language
            (2.221, 0.442, 0.368),   // score
            (6.497, 0.729, 0.388),   // experience
            (-0.094, 0.170, -0.037), // best-three
            (-0.023, 0.441, 0.287),  // asks-alike
            (0.137, 0.194, 1.336),   // asked-and-near
            (0.507, 0.157, 0.484),   // vector
            (0.521, 0.136, 0.043),   // vector-other
            (0.302, 0.131, -0.208),  // vector-answer
            (0.328, 0.271, 0.156),   // vector-neighbours
            (0.255, 0.225, -0.100),  // known-and-near
            (0.166, 0.125, -0.156),  // vector-fall
            (0.086, 0.066, -0.097),  // vector-falls
        ],
    },
    among: Model {
        bias: 0.372,
        features: [
            (-0.345, 0.431, -0.798), // share
            (1.289, 0.769, 0.572),   // ahead
            (-0.000, 0.001, 0.000),  // behind
            (0.418, 0.327, -1.182),  // asked
            (0.529, 0.320, 1.656),   // known
            (0.190, 0.283, 0.422),   // pieces
            (0.130, 0.137, 0.100),   // wordings
            (0.302, 0.223, -0.339),  // nearest
            (0.239, 0.136, -0.343),  // nearest-other
            (0.316, 0.250, -0.892),  // neighbours
            (0.360, 0.302, 0.697),   // neighbours-fair
            (2.206, 0.530, -0.044),  // length
            (0.245, 0.518, 0.554),   // clauses
            (0.947, 0.224, 0.524),   // own-language
            (2.394, 0.409, 0.093),   // score
            (6.497, 0.729, 0.495),   // experience
            (-0.094, 0.170, 0.538),  // best-three
            (-0.005, 0.442, 0.241),  // asks-alike
            (0.187, 0.222, 1.271),   // asked-and-near
            (0.548, 0.158, 0.647),   // vector
            (0.495, 0.120, 0.053),   // vector-other
            (0.325, 0.133, -0.085),  // vector-answer
            (0.428, 0.268, 0.200),   // vector-neighbours
            (0.319, 0.243, -0.454),  // known-and-near
            (0.182, 0.128, -0.151),  // vector-fall
            (0.092, 0.068, -0.050),  // vector-falls
        ],
    },
    grown: None,
};
